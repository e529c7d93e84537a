// One message: its facts, its life and its whole body. Everything of it is set as text.

import { pretty } from "./json.js";
import { state } from "./text.js";

export class MessageView {
  #dialog = document.getElementById("message");
  #title = document.getElementById("message-title");
  #notice = document.getElementById("message-notice");
  #facts = document.getElementById("facts");
  #life = document.getElementById("life");
  #body = document.getElementById("body");
  #pretty = document.getElementById("pretty");
  #prettyLabel = document.getElementById("pretty-label");
  #row = null;
  #raw = "";

  constructor() {
    document.getElementById("close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#row = null);
    this.#pretty.addEventListener("change", () => this.#showBody());
  }

  open(row) {
    this.#title.textContent = `Message ${row.id}`;
    this.#facts.replaceChildren();
    this.#life.replaceChildren();
    this.#raw = row.body;
    this.#showBody();
    this.#dialog.showModal();
    this.#load(row);
  }

  /** Shows what has changed of the message that is open. */
  follow(messages) {
    const row = this.#row && messages.get(this.#row.number);
    if (row && row !== this.#row) {
      this.#load(row);
    }
  }

  async #load(row) {
    this.#row = row;
    let message = null;
    try {
      const answer = await fetch(`/console/messages/${encodeURIComponent(row.queue)}/${encodeURIComponent(row.id)}`);
      message = answer.ok ? await answer.json() : null;
    } catch {
      // The run has ended: the page says that it is not connected.
    }

    if (this.#row !== row) {
      return;
    }

    this.#notice.textContent = message ? "" : "The run no longer remembers this message, or cannot be reached.";
    if (message) {
      this.#show(message);
    }
  }

  #show({ row, body, steps, droppedSteps }) {
    const receives = row.maxReceives ? `${row.receives} of ${row.maxReceives}` : `${row.receives}`;
    const facts = { State: state(row, Date.now()).text, Queue: row.queue, Group: row.group, Receives: receives, Sent: new Date(row.sentAt).toISOString() };
    this.#facts.replaceChildren(...Object.entries(facts).filter(([, value]) => value).flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
    const lines = steps.map(step => line(`+${((step.at - row.sentAt) / 1000).toFixed(3)} s`, step.what, step.detail));
    if (droppedSteps > 0) {
      lines.splice(1, 0, line("", `${droppedSteps} steps are not kept`));
    }

    this.#life.replaceChildren(...lines);
    if (body !== this.#raw) {
      this.#raw = body;
      this.#showBody();
    }

    document.dispatchEvent(new CustomEvent("message-shown", { detail: row }));
  }

  #showBody() {
    const indented = pretty(this.#raw);
    this.#prettyLabel.hidden = indented === null;
    this.#body.textContent = this.#pretty.checked ? indented ?? this.#raw : this.#raw;
  }
}

function line(at, what, detail) {
  const item = document.createElement("li");
  item.append(element("span", at, "at"), element("span", what, "what"));
  if (detail) {
    item.append(`: ${detail}`);
  }

  return item;
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

// One message: its facts, its attributes, its life and its whole body. Everything of it is set as text.

import { pretty } from "./json.js";
import { life } from "./life.js";
import { count, state, visible } from "./text.js";

// More text at once would make the page slow.
const maxBodyShown = 100_000;
const maxAttributeShown = 10_000;

export class MessageView {
  #dialog = document.getElementById("message");
  #title = document.getElementById("message-title");
  #notice = document.getElementById("message-notice");
  #facts = document.getElementById("facts");
  #attributes = document.getElementById("attributes");
  #life = document.getElementById("life");
  #body = document.getElementById("body");
  #all = document.getElementById("all");
  #pretty = document.getElementById("pretty");
  #prettyLabel = document.getElementById("pretty-label");
  #row = null;
  #raw = "";
  #indented = null;
  #isLoading = false;
  #showsAll = false;

  constructor() {
    document.getElementById("close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => {
      // Another message may be open by now.
      if (!this.#dialog.open) {
        this.#row = null;
      }
    });
    this.#pretty.addEventListener("change", () => this.#showBody());
    this.#all.addEventListener("click", () => {
      this.#showsAll = true;
      this.#showBody();
      this.#body.focus();
    });
  }

  open(row) {
    this.#title.textContent = `Message ${visible(row.id)}`;
    for (const part of [this.#facts, this.#attributes, this.#life]) {
      part.replaceChildren();
    }

    this.#showsAll = false;
    this.#setBody(row.body);
    tellShown(null);
    this.#dialog.showModal();
    this.#load(row);
  }

  /** Shows what has changed of the message that is open. */
  follow(messages) {
    const row = this.#row && messages.get(this.#row.number);
    if (row && row !== this.#row && !this.#isLoading) {
      this.#load(row);
    }
  }

  async #load(row) {
    this.#row = row;
    this.#isLoading = true;
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

    this.#isLoading = false;
    this.#notice.textContent = message ? "" : "The run no longer remembers this message, or cannot be reached.";
    if (message) {
      this.#show(message);
    }
  }

  #show({ row, body, systemAttributes, attributes, steps, droppedSteps }) {
    const receives = row.maxReceives ? `${row.receives} of ${row.maxReceives}` : `${row.receives}`;
    this.#facts.replaceChildren(...pairs([
      ["State", state(row, Date.now()).text],
      ["Queue", row.queue],
      ["Group", row.group],
      ["Receives", receives],
      ["Sent", new Date(row.sentAt).toISOString()],
    ]));
    this.#attributes.replaceChildren(...pairs([...Object.entries(systemAttributes), ...attributes.map(attribute)]));
    this.#life.replaceChildren(...life(row, steps, droppedSteps));
    if (body !== this.#raw) {
      this.#setBody(body);
    }

    tellShown(row);
  }

  #setBody(body) {
    this.#raw = body;
    this.#indented = pretty(body);
    this.#showBody();
  }

  #showBody() {
    this.#prettyLabel.hidden = this.#indented === null;
    const text = this.#pretty.checked ? this.#indented ?? this.#raw : this.#raw;
    const isCut = !this.#showsAll && text.length > maxBodyShown;
    this.#body.textContent = visible(isCut ? `${text.slice(0, maxBodyShown)}…` : text);
    this.#all.hidden = !isCut;
    this.#all.textContent = `Show all ${count(text.length)} characters`;
  }
}

// Whoever acts on the message that is shown learns of it; null before it is known.
function tellShown(row) {
  document.dispatchEvent(new CustomEvent("message-shown", { detail: row }));
}

// The names of system attributes and of message attributes may be the same: the latter have their type.
function attribute({ name, type, value, bytes }) {
  const size = bytes === undefined ? "" : `${count(bytes)} ${bytes === 1 ? "byte" : "bytes"}, in Base64: `;
  const shown = value.length > maxAttributeShown ? `${value.slice(0, maxAttributeShown)}… (${count(value.length)} characters)` : value;
  return [`${name} (${type})`, size + shown];
}

function pairs(entries) {
  return entries.filter(([, value]) => value).flatMap(([name, value]) => {
    const term = document.createElement("dt");
    term.textContent = visible(name);
    const description = document.createElement("dd");
    description.textContent = visible(value);
    return [term, description];
  });
}

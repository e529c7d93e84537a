// One message: its facts, its attributes, its history and its whole body. Everything of it is set as text.

import { MessageButtons } from "./actions.js";
import { show as showHistory } from "./history.js";
import { indent } from "./json.js";
import { nameOf } from "./known.js";
import { count, setText, state, visible } from "./text.js";

// More text at once would make the page slow.
const maxBodyShown = 100_000;
const maxAttributeShown = 10_000;

const forgotten = "The run no longer remembers this message.";

export class MessageView {
  #dialog = document.getElementById("message");
  #title = document.getElementById("message-title");
  #notice = document.getElementById("message-notice");
  #facts = document.getElementById("facts");
  #attributes = document.getElementById("attributes");
  #history = document.getElementById("history");
  #body = document.getElementById("body");
  #all = document.getElementById("all");
  #indent = document.getElementById("indent");
  #indentLabel = document.getElementById("indent-label");
  #buttons = new MessageButtons(row => this.open(row));
  #messages;
  #row = null;
  #now = Date.now();
  #raw = "";
  #indented = null;
  #isLoading = false;
  #hasFailed = false;
  #showsAll = false;

  /** @param messages The messages that the page knows. */
  constructor(messages) {
    this.#messages = messages;
    document.getElementById("close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => {
      // Another message may be open by now.
      if (!this.#dialog.open) {
        this.#row = null;
      }
    });
    this.#indent.addEventListener("change", () => this.#showBody());
    this.#all.addEventListener("click", () => {
      this.#showsAll = true;
      this.#showBody();
      this.#body.focus();
    });
  }

  open(row) {
    this.#title.textContent = `Message ${visible(row.id)}`;
    for (const part of [this.#facts, this.#attributes, this.#history]) {
      part.replaceChildren();
    }

    this.#showsAll = false;
    this.#buttons.show(null);
    this.#setBody(row.body);
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }

    this.#load(row);
  }

  /** Shows what has changed of the message that is open. */
  follow(now) {
    this.#now = now;
    if (this.#row === null || this.#isLoading) {
      return;
    }

    const row = this.#messages.get(this.#row.number);
    if (row?.id !== this.#row.id || row.queue !== this.#row.queue) {
      // The run has forgotten it, or is another one at the same address, which numbers its messages anew.
      setText(this.#notice, forgotten);
      this.#buttons.show(null);
    } else if (row !== this.#row || this.#hasFailed) {
      this.#load(row);
    } else {
      this.#showState();
    }
  }

  async #load(row) {
    this.#row = row;
    this.#isLoading = true;
    let message = null;
    let hasFailed = false;
    try {
      const answer = await fetch(`/console/messages/${encodeURIComponent(row.queue)}/${encodeURIComponent(row.id)}`);
      message = answer.ok ? await answer.json() : null;
    } catch {
      hasFailed = true;
    }

    if (this.#row !== row) {
      return;
    }

    this.#isLoading = false;
    this.#hasFailed = hasFailed;
    setText(this.#notice, message ? "" : hasFailed ? "The run cannot be reached." : forgotten);
    if (message) {
      this.#show(message);
    }
  }

  #show({ row, body, systemAttributes, attributes, steps, droppedSteps }) {
    const receives = row.maxReceives ? `${row.receives} of ${row.maxReceives}` : `${row.receives}`;
    this.#facts.replaceChildren(...pairs([
      ["State", state(row, this.#now).text],
      ["Queue", nameOf(row.queue)],
      ["Group", row.group],
      ["Receives", receives],
      ["Sent", new Date(row.sentAt).toISOString()],
    ]));
    this.#attributes.replaceChildren(...pairs([...Object.entries(systemAttributes).map(systemAttribute), ...attributes.map(attribute)]));
    showHistory(this.#history, row, steps, droppedSteps);
    this.#buttons.show(row, this.#messages.otherOf(row));
    if (body !== this.#raw) {
      this.#setBody(body);
    }
  }

  // The time until it comes back.
  #showState() {
    const shown = this.#facts.querySelector("dd");
    if (shown) {
      setText(shown, state(this.#row, this.#now).text);
    }
  }

  #setBody(body) {
    this.#raw = body;
    this.#indented = indent(body);
    this.#showBody();
  }

  #showBody() {
    this.#indentLabel.hidden = this.#indented === null;
    const text = this.#indent.checked ? this.#indented ?? this.#raw : this.#raw;
    const isCut = !this.#showsAll && text.length > maxBodyShown;
    this.#body.textContent = visible(isCut ? `${text.slice(0, maxBodyShown)}…` : text);
    this.#all.hidden = !isCut;
    this.#all.textContent = `Show all ${count(text.length)} characters`;
  }
}

// The names of system attributes and of message attributes may be the same: the latter have their type.
function attribute({ name, type, value, bytes }) {
  const size = bytes === undefined ? "" : `${count(bytes)} ${bytes === 1 ? "byte" : "bytes"}, in Base64: `;
  const shown = value.length > maxAttributeShown ? `${value.slice(0, maxAttributeShown)}… (${count(value.length)} characters)` : value;
  return [`${name} (${type})`, size + shown];
}

const systemAttribute = ([name, value]) => [name, name.endsWith("Timestamp") ? `${value} (${new Date(Number(value)).toISOString()})` : value];

function pairs(entries) {
  return entries.filter(([, value]) => value).flatMap(([name, value]) => {
    const term = document.createElement("dt");
    term.textContent = visible(name);
    const description = document.createElement("dd");
    description.textContent = visible(value);
    return [term, description];
  });
}

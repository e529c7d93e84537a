// The buttons of a queue and of a message.

import { act, confirm, tell } from "./act.js";
import { isDeadLetterQueue, isElsewhere, nameOf } from "./known.js";
import { open as openSend } from "./send.js";
import { open as openSettings } from "./settings.js";
import { count, setText } from "./text.js";

/** A row of buttons for the card of a queue. */
export class QueueButtons {
  element = document.createElement("div");
  #queue = null;
  #isBusy = false;
  #send = this.#add("Send…", () => openSend(this.#queue));
  #pause = this.#add("Pause", () => this.#do(this.#queue.mapping.isEnabled ? "pause" : "resume"));
  #settings = this.#add("Settings…", () => openSettings(this.#queue));
  #redrive = this.#add("Redrive all", () => this.#do("redrive"));
  #purge = this.#add("Purge…", () => this.#askPurge());

  constructor() {
    this.element.className = "buttons";
  }

  show(queue) {
    this.#queue = queue;
    this.#pause.hidden = this.#settings.hidden = !queue.mapping;
    this.#redrive.hidden = !isDeadLetterQueue(queue.arn);
    setText(this.#pause, queue.mapping?.isEnabled === false ? "Resume" : "Pause");

    for (const button of [this.#send, this.#pause, this.#settings, this.#redrive, this.#purge]) {
      const label = `${button.textContent} ${queue.name}`;
      if (button.ariaLabel !== label) {
        button.ariaLabel = label;
      }
    }
  }

  #add(text, click) {
    const button = makeButton(text, click);
    this.element.append(button);
    return button;
  }

  async #do(action) {
    if (!this.#isBusy) {
      this.#isBusy = true;
      tell(await act(action, { queue: this.#queue.arn }));
      this.#isBusy = false;
    }
  }

  #askPurge() {
    const { arn, name, visible, inFlight, delayed } = this.#queue;
    const known = visible === undefined ? "" : ` (${count(visible + inFlight + delayed)})`;
    confirm(`Delete all messages of ${name}${known}? They cannot be brought back.`, "Purge", () => act("purge", { queue: arn }));
  }
}

const inQueue = ["Waiting", "Delayed", "InFlight", "Hidden", "NotDeleted"];

/** The buttons of the message that is shown. */
export class MessageButtons {
  #place = document.getElementById("message-actions");
  #title = document.getElementById("message-title");
  #told = document.createElement("p");
  #row = null;
  #other = null;
  #isBusy = false;
  #redrive = makeButton("Redrive", () => this.#redriveOne());
  #delete = makeButton("Delete…", () => this.#askDelete());
  #openOther = makeButton("", () => this.#open(this.#other));
  #open;

  /** @param open Opens another message. */
  constructor(open) {
    this.#open = open;
    this.#told.setAttribute("role", "status");
    this.#place.append(this.#redrive, this.#delete, this.#openOther, this.#told);
    document.getElementById("confirm").addEventListener("close", () => {
      // The button that asked may be gone.
      if (document.activeElement === document.body) {
        this.#title.focus();
      }
    });
  }

  /**
   * @param row The message; null before it is known.
   * @param other The dead letter that it became, or the message that this dead letter was; undefined if there is none.
   */
  show(row, other) {
    if (row?.number !== this.#row?.number) {
      this.#told.textContent = "";
    }

    const focused = document.activeElement;
    [this.#row, this.#other] = [row, other];
    const isThere = row !== null && !isElsewhere(row.queue) && inQueue.includes(row.state);
    this.#redrive.hidden = !isThere || !isDeadLetterQueue(row.queue);
    this.#delete.hidden = !isThere;
    this.#openOther.hidden = !other;
    this.#openOther.textContent = other ? `Show it in ${nameOf(other.queue)}` : "";
    if (this.#place.contains(focused) && focused.hidden) {
      this.#title.focus();
    }
  }

  async #redriveOne() {
    if (!this.#isBusy) {
      this.#isBusy = true;
      this.#told.textContent = "";
      const { number } = this.#row;
      const answer = await act("redrive-one", this.#request());
      this.#isBusy = false;
      if (this.#row?.number === number) {
        this.#tell(answer);
      } else {
        tell(answer);
      }
    }
  }

  #askDelete() {
    const request = this.#request();
    confirm(`Delete message ${request.id.slice(0, 8)}… from ${nameOf(request.queue)}? It cannot be brought back.`, "Delete", () => act("delete", request), answer => this.#tell(answer));
  }

  #request() {
    return { queue: this.#row.queue, id: this.#row.id };
  }

  #tell({ ok, text }) {
    this.#told.className = ok ? "" : "refused";
    this.#told.textContent = text;
  }
}

function makeButton(text, click) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", click);
  return button;
}

for (const button of document.querySelectorAll("dialog button[value=cancel]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

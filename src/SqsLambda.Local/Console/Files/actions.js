// The buttons of the queues and of a message.

import { act, ask, tell } from "./act.js";
import { open as openSend } from "./send.js";
import { open as openSettings } from "./settings.js";
import { count } from "./text.js";

const deadLetterQueues = new Set();
const elsewhere = new Set();

/** A row of buttons for the card of a queue. */
export class QueueButtons {
  element = document.createElement("div");
  #queue = null;
  #send = this.#add("Send…", () => openSend(this.#queue));
  #pause = this.#add("Pause", () => this.#do(this.#queue.mapping.isEnabled ? "pause" : "go-on"));
  #settings = this.#add("Settings…", () => openSettings(this.#queue));
  #redrive = this.#add("Redrive all", () => this.#do("redrive"));
  #purge = this.#add("Purge…", () => this.#askPurge());

  constructor() {
    this.element.className = "buttons";
  }

  show(queue, isDeadLetterQueue) {
    this.#queue = queue;
    mark(deadLetterQueues, queue.arn, isDeadLetterQueue);
    mark(elsewhere, queue.arn, queue.isElsewhere);
    this.#pause.hidden = this.#settings.hidden = !queue.mapping;
    this.#redrive.hidden = !isDeadLetterQueue;
    const pause = queue.mapping?.isEnabled === false ? "Go on" : "Pause";
    if (this.#pause.textContent !== pause) {
      this.#pause.textContent = pause;
    }

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
    tell(await act(action, { queue: this.#queue.arn }));
  }

  #askPurge() {
    const { arn, name, visible, inFlight, delayed } = this.#queue;
    document.getElementById("purge-question").textContent = `Delete all messages of ${name} (${count(visible + inFlight + delayed)})? They cannot be brought back.`;
    ask(document.getElementById("purge"), () => act("purge", { queue: arn }));
  }
}

const place = document.getElementById("message-actions");
const told = document.createElement("p");
told.setAttribute("role", "status");
const inQueue = ["Waiting", "Delayed", "InFlight", "Hidden"];
let shown = null;

const redriveOne = makeButton("Redrive this one", () => doWithMessage("redrive-one"));
const deleteOne = makeButton("Delete", () => doWithMessage("delete"));
place.append(redriveOne, deleteOne, told);

document.addEventListener("message-shown", ({ detail: row }) => {
  if (row?.number !== shown?.number) {
    told.textContent = "";
  }

  shown = row;
  const isThere = row !== null && !elsewhere.has(row.queue) && (row.state === "DeadLettered" || inQueue.includes(row.state));
  redriveOne.hidden = !isThere || !(row.state === "DeadLettered" || deadLetterQueues.has(row.queue));
  deleteOne.hidden = !isThere;
});

async function doWithMessage(action) {
  const { queue, id } = shown;
  told.textContent = "";
  const { ok, text } = await act(action, { queue, id });
  told.className = ok ? "" : "refused";
  told.textContent = text;
}

function mark(set, arn, isIn) {
  if (isIn) {
    set.add(arn);
  } else {
    set.delete(arn);
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

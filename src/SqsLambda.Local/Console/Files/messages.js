// The messages that the page knows. The endpoint says what to forget, so they are as bounded as its own memory.

import { isDeadLetterQueue, stateOf } from "./known.js";

export class Messages {
  /** Whether any message is in a message group. */
  hasGroups = false;

  /** The numbers of the messages whose whole bodies hold the text that is searched for. */
  found = new Set();

  /** The largest number of a message whose body is longer than the start that the page knows. */
  newestLong = 0;

  #rows = new Map();
  #shown = [];
  #isChanged = false;
  #filter = { text: "", state: "" };

  get count() {
    return this.#rows.size;
  }

  get(number) {
    return this.#rows.get(number);
  }

  /**
   * The dead letter that a message became, or the message that a dead letter was. One that SQS moved keeps its id. One that the function sent has an id of its own,
   * and names that of the message.
   */
  otherOf(row) {
    const isLetter = isDeadLetterQueue(row.queue);
    if (isLetter ? row.state === "Redriven" : row.state !== "DeadLettered") {
      return undefined;
    }

    const others = [...this.#rows.values()].filter(other => other.queue !== row.queue && (isLetter || isDeadLetterQueue(other.queue)));
    return others.find(other => other.id === row.id) ?? others.find(other => isLetter ? other.id === row.sourceId : other.sourceId === row.id);
  }

  clear() {
    this.#rows.clear();
    this.newestLong = 0;
    this.hasGroups = false;
    this.change();
  }

  apply({ rows, forgotten }) {
    for (const row of rows) {
      this.#rows.set(row.number, row);
      this.hasGroups ||= row.group !== undefined;
      if (row.bodyLength > row.body.length && row.number > this.newestLong) {
        this.newestLong = row.number;
      }
    }

    for (const number of forgotten) {
      this.#rows.delete(number);
      this.found.delete(number);
    }

    this.change();
  }

  filter(text, state) {
    this.#filter = { text: text.toLowerCase(), state };
    this.change();
  }

  /** Other messages may match. */
  change() {
    this.#isChanged = true;
  }

  /** The messages that match the filter, the newest first. */
  get shown() {
    if (this.#isChanged) {
      this.#shown = [...this.#rows.values()].filter(row => this.#matches(row)).sort((a, b) => b.number - a.number);
      this.#isChanged = false;
    }

    return this.#shown;
  }

  #matches(row) {
    const { text, state } = this.#filter;
    if (state !== "" && stateOf(row) !== state) {
      return false;
    }

    return text === "" || this.found.has(row.number)
      || (row.known ??= [row.id, row.sourceId, row.queue, row.body, row.group, row.reason].join("\n").toLowerCase()).includes(text);
  }
}

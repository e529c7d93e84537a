// The messages that the page knows. The endpoint says what to forget, so they are as bounded as its own memory.

export class Messages {
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

  clear() {
    this.#rows.clear();
    this.#isChanged = true;
  }

  apply({ rows, forgotten }) {
    for (const row of rows) {
      this.#rows.set(row.number, row);
    }

    for (const number of forgotten) {
      this.#rows.delete(number);
    }

    this.#isChanged = true;
  }

  filter(text, state) {
    this.#filter = { text: text.trim().toLowerCase(), state };
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
    return (state === "" || row.state === state)
      && (text === "" || [row.id, row.body, row.group, row.reason].some(value => value?.toLowerCase().includes(text)));
  }
}

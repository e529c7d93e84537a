// Searches whole bodies in the run: the page knows their starts only. One search at a time.

const typingMs = 200;

export class BodySearch {
  #messages;
  #changed;
  #text = "";
  #revision = 0;
  #newest = 0;
  #abort = null;
  #timer = 0;

  /**
   * @param messages Gets what is found.
   * @param changed Is called when something is found, and when a search begins or ends.
   */
  constructor(messages, changed) {
    this.#messages = messages;
    this.#changed = changed;
  }

  /** Whether the last search was not answered. */
  hasFailed = false;

  get isSearching() {
    return this.#abort !== null || this.#timer !== 0;
  }

  /** Searches for another text; an empty one ends the search. */
  find(text) {
    this.#text = text;
    this.reset();
  }

  /** Begins again: there may be other messages. */
  reset() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    [this.#abort, this.#timer, this.#revision, this.#newest, this.hasFailed] = [null, 0, 0, 0, false];
    this.#messages.found.clear();
    if (this.#text !== "" && this.#messages.newestLong > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.follow();
      }, typingMs);
    }
  }

  /** Searches what has come since the last search, or what that did not find because it failed. */
  async follow() {
    const upTo = this.#messages.newestLong;
    if (this.#text === "" || this.isSearching || upTo <= this.#newest) {
      return;
    }

    const abort = this.#abort = new AbortController();
    this.#changed();
    let found = null;
    try {
      const answer = await fetch(`/console/search?revision=${this.#revision}&text=${encodeURIComponent(this.#text)}`, { signal: abort.signal });
      found = answer.ok ? await answer.json() : null;
    } catch {
      // Given up for another search, or the run cannot be reached: the page says so.
    }

    if (this.#abort !== abort) {
      return;
    }

    this.#abort = null;
    this.hasFailed = found === null;
    if (found) {
      this.#newest = upTo;
      this.#revision = found.revision;
      found.numbers.forEach(number => this.#messages.found.add(number));
      this.follow();
    }

    this.#changed();
  }
}

// The table of messages. Only the rows in view are in the document. Everything of a message is set as text.

import { nameOf } from "./known.js";
import { count, duration, middleCut, setText, state, visible } from "./text.js";

const rowHeight = 32; // as in console.css
const rowsAround = 10;
const mostOfQueueName = 24;
const columns = ["state", "id", "source", "group", "receives", "age", "body"];

export class Table {
  #scroller = document.getElementById("scroller");
  #table = document.getElementById("table");
  #body = document.getElementById("rows");
  #above = space();
  #below = space();
  #lines = new Map(); // by the number of the message
  #isPressed = false;
  #rows = [];
  #open;

  /**
   * @param render Is called when other rows come into view.
   * @param open Is called with the row of a message that the user wants to see.
   */
  constructor(render, open) {
    this.#open = open;
    this.#body.append(this.#above, this.#below);
    this.#scroller.addEventListener("scroll", render, { passive: true });
    new ResizeObserver(render).observe(this.#scroller);
    this.#body.addEventListener("pointerdown", event => this.#isPressed = event.button === 0);
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => {
        this.#isPressed = false;
        render();
      });
    }
  }

  get isAtTop() {
    return this.#scroller.scrollTop < rowHeight;
  }

  toTop() {
    this.#scroller.scrollTop = 0;
    this.#scroller.focus();
  }

  /** Other messages are to be shown, the newest of them first. */
  begin() {
    this.#rows = [];
    this.#scroller.scrollTop = 0;
  }

  show(newest, hasGroups, now) {
    this.#table.classList.toggle("no-groups", !hasGroups);
    // Lines do not move away from under a click.
    if (!this.#isPressed) {
      this.#keepPlace(newest);
    }

    const rows = this.#rows;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / rowHeight) - rowsAround);
    const last = Math.min(rows.length, first + Math.ceil(this.#scroller.clientHeight / rowHeight) + 2 * rowsAround);
    this.#above.firstChild.style.height = `${first * rowHeight}px`;
    this.#below.firstChild.style.height = `${(rows.length - last) * rowHeight}px`;
    this.#table.setAttribute("aria-rowcount", rows.length + 1);
    const shown = rows.slice(first, last);
    const free = this.#takeAway(new Set(shown.map(row => row.number)));
    this.#place(shown, free);
    shown.forEach((row, index) => {
      const line = this.#lines.get(row.number);
      line.ariaRowIndex = first + index + 2;
      fill(line, row, now);
    });
  }

  // A line stays with its message, so that neither the focus nor the pointer comes to another one.
  #place(rows, free) {
    let next = this.#above.nextSibling;
    for (const { number } of rows) {
      const line = this.#lines.get(number);
      if (line) {
        next = line.nextSibling;
      } else {
        const added = free.pop() ?? this.#makeLine();
        this.#lines.set(number, added);
        next.before(added);
      }
    }
  }

  // Takes away the lines of messages that are not shown any more, for others.
  #takeAway(wanted) {
    const free = [];
    for (const [number, line] of this.#lines) {
      if (!wanted.has(number)) {
        if (line.contains(document.activeElement)) {
          this.#scroller.focus({ preventScroll: true });
        }

        this.#lines.delete(number);
        line.remove();
        free.push(line);
      }
    }

    return free;
  }

  // Who reads further down does not lose the place when messages come in or leave above it.
  #keepPlace(rows) {
    const before = Math.floor(this.#scroller.scrollTop / rowHeight);
    const first = this.#rows[before];
    const moved = first && !this.isAtTop ? indexOf(rows, first.number) - before : 0;
    if (moved !== 0) {
      this.#above.firstChild.style.height = `${Math.max(0, parseFloat(this.#above.firstChild.style.height) + moved * rowHeight)}px`;
      this.#scroller.scrollTop += moved * rowHeight;
    }

    this.#rows = rows;
  }

  #makeLine() {
    const line = document.createElement("tr");
    line.className = "message";
    for (const column of columns) {
      line.insertCell().className = column;
    }

    const button = document.createElement("button");
    button.type = "button";
    line.cells[1].append(button);
    line.addEventListener("click", event => {
      // Who selects text of a row wants to copy it.
      if (event.target === button || getSelection().isCollapsed) {
        this.#open(line.row);
      }
    });
    return line;
  }
}

// Where a message is, or would be: rows have falling numbers.
function indexOf(rows, number) {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rows[middle].number > number) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }

  return from;
}

function space() {
  const line = document.createElement("tr");
  line.className = "space";
  line.ariaHidden = "true";
  line.insertCell();
  return line;
}

function fill(line, row, now) {
  line.row = row;
  const { text, tone } = state(row, now);
  const body = row.bodyLength > row.body.length ? `${row.body}… (${count(row.bodyLength)} characters)` : row.body;
  const receives = row.maxReceives ? `${row.receives} of ${row.maxReceives}` : `${row.receives}`;
  const queue = middleCut(nameOf(row.queue), mostOfQueueName);
  const texts = [text, visible(row.id.slice(0, 8)), queue, visible(row.group ?? ""), receives, duration(now - row.sentAt), visible(body)];
  texts.forEach((value, index) => {
    setText(line.cells[index].firstElementChild ?? line.cells[index], value);
  });
  line.cells[0].dataset.tone = tone;
  line.cells[0].title = text;
  line.cells[1].title = visible(row.id);
  line.cells[2].title = row.queue;
}

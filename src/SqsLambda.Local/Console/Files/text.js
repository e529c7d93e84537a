// Numbers, times, states and foreign texts as text.

import { stateOf } from "./known.js";

const numbers = new Intl.NumberFormat("en");

export const count = number => numbers.format(number);

export const rate = perSecond => (perSecond >= 10 || perSecond === 0 ? count(Math.round(perSecond)) : perSecond.toFixed(1)) + "/s";

export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }

  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Sets the text of an element if it differs: a text that is set again is read aloud again. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A text of at most that many characters: names differ at their ends. */
export const middleCut = (text, most) => text.length <= most ? text : `${text.slice(0, most / 2)}…${text.slice(1 - most / 2)}`;

// Control characters but tab and line feed, characters that change the direction of text or have no width, and half surrogate pairs.
const unseen = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200c\\u200e-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]"
  + "|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]", "g");

/** A text with pictures or escapes for the characters that would not be seen, or would change how the rest is seen. */
export const visible = text => text.replace(unseen, character => {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code)
    : code === 0x7f ? "\u2421"
    : `\\u${code.toString(16).padStart(4, "0")}`;
});

const states = {
  Waiting: ["waiting", ""],
  DeadLetter: ["in the dead-letter queue", "bad"],
  Delayed: ["delayed", ""],
  InFlight: ["in flight", "busy"],
  Hidden: ["failed", "bad"],
  NotDeleted: ["not deleted", "busy"],
  Done: ["done", "good"],
  Duplicate: ["duplicate", "good"],
  Discarded: ["discarded", "good"],
  Lost: ["lost: deleted although it failed", "bad"],
  DeadLettered: ["dead-lettered", "bad"],
  Filtered: ["filtered out", ""],
  Deleted: ["deleted", ""],
  Purged: ["purged", ""],
  Expired: ["expired", "bad"],
  Redriven: ["redriven", ""],
};

/** The state of a message in words, and its tone. */
export function state(row, now) {
  const known = stateOf(row);
  const [word, tone] = states[known];
  const reason = row.reason ? `: ${visible(row.reason)}` : "";
  const left = row.hiddenUntil === undefined ? 0 : row.hiddenUntil - now;
  switch (known) {
    case "Waiting":
      return row.receives > 0 ? { text: `waiting again${reason}`, tone: row.reason ? "bad" : "" } : { text: word, tone };
    case "Delayed":
      return { text: left > 0 ? `delayed for ${duration(left)}` : "waiting", tone };
    case "Hidden":
    case "NotDeleted":
      return { text: `${word}, ${left > 0 ? `back in ${duration(left)}` : "visible again"}${reason}`, tone };
    case "Duplicate":
      // The reason is a warning.
      return { text: word + reason, tone: row.reason ? "busy" : tone };
    default:
      return { text: word + reason, tone };
  }
}

// Numbers, times and states as text.

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

const states = {
  Waiting: ["waiting", ""],
  InFlight: ["in flight", "busy"],
  Hidden: ["failed", "bad"],
  Done: ["done", "good"],
  Duplicate: ["duplicate", "good"],
  Discarded: ["discarded", "good"],
  Lost: ["lost: deleted although it failed", "bad"],
  DeadLettered: ["dead-lettered", "bad"],
  Filtered: ["filtered", ""],
};

/** The state of a message in words, and its tone. */
export function state(row, now) {
  const [word, tone] = states[row.state];
  const text = row.reason ? `${word}: ${row.reason}` : word;
  if (row.state !== "Hidden") {
    return { text, tone };
  }

  return row.hiddenUntil > now
    ? { text: `hidden for ${duration(row.hiddenUntil - now)}: ${row.reason ?? ""}`, tone }
    : { text: `waiting again: ${row.reason ?? ""}`, tone };
}

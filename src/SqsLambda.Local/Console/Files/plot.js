// The last minutes of a queue: how many messages it held, and how many were done and failed a second.

import { count, rate } from "./text.js";

// A run that has just begun is shown at a larger scale.
const leastMs = 60_000;
const mostMs = 300_000;
const width = 300;
const height = 40;

const points = new Map(); // by ARN: [at, depth, done, failed], the oldest first

/** Takes points over. */
export function take({ points: taken, isAll }) {
  if (isAll) {
    points.clear();
  }

  for (const { at, queues } of taken) {
    for (const [arn, values] of Object.entries(queues)) {
      const known = points.get(arn) ?? points.set(arn, []).get(arn);
      known.push([at, ...values]);
      while (at - known[0][0] > mostMs) {
        known.shift();
      }
    }
  }
}

/** The plot of a queue: an element that follows the points. */
export class Plot {
  element = document.createElement("div");
  #arn;
  #lastAt = null;
  #depth = new Chart("Messages", { depth: "in the queue" });
  #rates = new Chart("Messages a second", { done: "done", failed: "failed" });

  constructor(arn) {
    this.#arn = arn;
    this.element.className = "plots";
    this.element.append(this.#depth.element, this.#rates.element);
  }

  show() {
    const known = points.get(this.#arn) ?? [];
    const at = known.at(-1)?.[0];
    if (at === this.#lastAt) {
      return;
    }

    this.#lastAt = at;
    const time = { end: at, length: Math.max(leastMs, at - known[0]?.[0] || 0) };
    const depth = known.filter(([, depth]) => depth !== null).map(([at, depth]) => [at, depth]);
    const done = known.slice(1).map(([at, , done], index) => [at, perSecond(known[index], at, done, 2)]);
    const failed = known.slice(1).map(([at, , , failed], index) => [at, perSecond(known[index], at, failed, 3)]);
    this.#depth.show(time, [depth], count);
    this.#rates.show(time, [done, failed], rate);
  }
}

function perSecond(before, at, value, index) {
  return Math.max(0, value - before[index]) / Math.max((at - before[0]) / 1000, 0.001);
}

class Chart {
  element = document.createElement("figure");
  #what;
  #names;
  #picture = shape("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img" });
  #lines;
  #captions;
  #time = document.createElement("span");

  /**
   * @param what What it counts.
   * @param lines The names of its lines, by the names of their classes.
   */
  constructor(what, lines) {
    this.#what = what;
    this.#names = Object.values(lines);
    this.#lines = Object.keys(lines).map(name => shape("polyline", { class: name }));
    this.#picture.append(...this.#lines);
    this.#captions = Object.keys(lines).map(name => {
      const caption = document.createElement("span");
      caption.className = `key ${name}`;
      return caption;
    });
    const caption = document.createElement("figcaption");
    caption.append(...this.#captions, this.#time);
    this.element.append(this.#picture, caption);
  }

  show(time, series, text) {
    const most = series.map(values => Math.max(0, ...values.map(([, value]) => value)));
    const scale = Math.max(1, ...most);
    const x = at => (width - (time.end - at) / time.length * width).toFixed(1);
    const y = value => (height - 1 - value / scale * (height - 2)).toFixed(1);
    series.forEach((values, index) => {
      // A line that is 0 all the time would only cover another one.
      const isShown = most[index] > 0 || series.length === 1;
      this.#lines[index].setAttribute("points", isShown ? values.map(([at, value]) => `${x(at)},${y(value)}`).join(" ") : "");
    });
    const said = this.#names.map((name, index) => `${name} ${text(series[index].at(-1)?.[1] ?? 0)}, most ${text(most[index])}`);
    const lastMinutes = `last ${Math.ceil(time.length / 60_000)} min`;
    said.forEach((line, index) => this.#captions[index].textContent = line);
    this.#time.textContent = lastMinutes;
    this.#picture.setAttribute("aria-label", `${this.#what} in the ${lastMinutes}: ${said.join("; ")}`);
  }
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }

  return made;
}

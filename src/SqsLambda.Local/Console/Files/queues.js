// The queues as they are now.

import { QueueButtons } from "./actions.js";
import { Plot } from "./plot.js";
import { count, duration, rate, setText } from "./text.js";

const rateOverMs = 5000;
const place = document.getElementById("queues");
const left = document.getElementById("queues-left");
const cards = new Map();

/** Shows the queues, and takes away those that are gone. */
export function show({ at, queues, notShown }) {
  const names = new Map(queues.map(queue => [queue.arn, queue.name]));
  for (const queue of queues) {
    const card = cards.get(queue.arn) ?? add(queue.arn);
    card.name.textContent = card.element.ariaLabel = queue.name;
    card.about.textContent = queue.problem ?? about(queue, names);
    setItems(card.mapping, queue.mapping ? mapping(queue.mapping) : []);
    setItems(card.badges, queue.mapping ? badges(queue.mapping) : []);
    card.buttons.show(queue);
    set(card, "visible", known(queue.visible));
    set(card, "in flight", known(queue.inFlight));
    set(card, "delayed", known(queue.delayed));
    set(card, "age of oldest", queue.oldestAt === undefined ? "–" : duration(at - queue.oldestAt));
    if (queue.done !== undefined) {
      const { done, failed } = rates(card, at, queue);
      set(card, "done", `${count(queue.done)} (${rate(done)})`);
      set(card, "failed", `${count(queue.failed)} (${rate(failed)})`);
      set(card, "dead-lettered", count(queue.deadLettered));
      showPlot(card, queue.arn);
    }
  }

  for (const [arn, card] of cards) {
    if (!names.has(arn)) {
      card.element.remove();
      cards.delete(arn);
    }
  }

  if (queues.length === 0) {
    place.textContent = "There are no queues.";
  }

  left.hidden = !notShown;
  left.textContent = notShown ? `${plural(notShown, "more queue is", "more queues are")} not shown.` : "";
}

function about(queue, names) {
  const target = queue.deadLetterQueue && (names.get(queue.deadLetterQueue) ?? queue.deadLetterQueue);
  return target ? `${queue.region}, dead-letter queue ${target}` : queue.region;
}

function mapping({ function: name, isEnabled, pollers, batches, batchSize, batchingWindow, maximumConcurrency }) {
  return [
    `function ${name}`,
    `batch size ${count(batchSize)}`,
    `batching window ${batchingWindow} s`,
    `maximum concurrency ${maximumConcurrency ?? "none"}`,
    plural(isEnabled ? pollers : 0, "poller", "pollers"),
    `${plural(batches, "batch", "batches")} under way`,
  ];
}

// What is not as usual.
function badges({ isEnabled, reportBatchItemFailures, filters, faults }) {
  return [
    ...isEnabled ? [] : ["paused"],
    ...reportBatchItemFailures ? [] : ["ReportBatchItemFailures off"],
    ...filters.length > 0 ? [plural(filters.length, "filter", "filters")] : [],
    ...Object.entries(faults).map(([kind, percentage]) => `fault ${kind.toLowerCase()} ${percentage} %`),
  ];
}

function setItems(list, texts) {
  while (list.children.length > texts.length) {
    list.lastChild.remove();
  }

  texts.forEach((text, index) => {
    setText(list.children[index] ?? list.appendChild(document.createElement("li")), text);
  });
  list.hidden = texts.length === 0;
}

const known = number => number === undefined ? "–" : count(number);

const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

function add(arn) {
  if (cards.size === 0) {
    place.replaceChildren();
  }

  const element = document.createElement("article");
  element.className = "queue";
  const title = document.createElement("div");
  title.className = "title";
  const name = document.createElement("h3");
  const text = document.createElement("p");
  text.className = "about";
  const list = document.createElement("dl");
  const mapping = document.createElement("ul");
  mapping.className = "mapping";
  const badges = document.createElement("ul");
  badges.className = "badges";
  const buttons = new QueueButtons();
  title.append(name, badges);
  element.append(title, text, list, mapping, buttons.element);
  place.append(element);
  const card = { element, name, about: text, list, mapping, badges, buttons, values: new Map(), samples: [] };
  cards.set(arn, card);
  return card;
}

function set(card, label, value) {
  let field = card.values.get(label);
  if (!field) {
    const pair = document.createElement("div");
    const term = document.createElement("dt");
    term.textContent = label;
    field = document.createElement("dd");
    pair.append(term, field);
    card.list.append(pair);
    card.values.set(label, field);
  }

  field.textContent = value;
}

function showPlot(card, arn) {
  if (!card.plot) {
    card.plot = new Plot(arn);
    card.element.append(card.plot.element);
  }

  card.plot.show();
}

// Per second, over the last seconds. A run that began again counts from zero.
function rates(card, at, { done, failed }) {
  if (card.samples.at(-1)?.done > done) {
    card.samples = [];
  }

  card.samples.push({ at, done, failed });
  while (card.samples.length > 2 && at - card.samples[1].at >= rateOverMs) {
    card.samples.shift();
  }

  const [first] = card.samples;
  const seconds = Math.max((at - first.at) / 1000, 1);
  return { done: (done - first.done) / seconds, failed: (failed - first.failed) / seconds };
}

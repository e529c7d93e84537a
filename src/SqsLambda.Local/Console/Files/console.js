// The page: it follows the run, and shows the queues and the messages.

import { learn } from "./known.js";
import { MessageView } from "./message.js";
import { Messages } from "./messages.js";
import { take as takeHistory } from "./plot.js";
import { show as showQueues } from "./queues.js";
import { BodySearch } from "./search.js";
import { follow } from "./stream.js";
import { Table } from "./table.js";
import { count, setText } from "./text.js";

const connectionTexts = {
  connecting: "Connecting",
  live: "Live",
  lost: "Not connected: the run has ended, cannot be reached, or has as many pages as it allows. The page connects again by itself.",
};

const connection = document.getElementById("connection");
const notice = document.getElementById("notice");
const counted = document.getElementById("count");
const newest = document.getElementById("newest");
const text = document.getElementById("text");
const state = document.getElementById("state");

const messages = new Messages();
const view = new MessageView(messages);
const search = new BodySearch(messages, () => {
  messages.change();
  requestRender();
});
const table = new Table(requestRender, row => view.open(row));
let isLoading = true;
let isRequested = false;
let clockOffset = 0;

follow({
  state(name) {
    connection.dataset.state = name;
    setText(connection, connectionTexts[name]);
    document.body.classList.toggle("stale", name === "lost");
  },
  start() {
    isLoading = true;
    messages.clear();
    search.reset();
    requestRender();
  },
  messages(part) {
    messages.apply(part);
    isLoading &&= !part.isAll;
    search.follow();
    requestRender();
  },
  now(part) {
    clockOffset = part.at - Date.now();
    if (learn(part.queues)) {
      messages.change();
    }

    showQueues(part);
    search.follow();
    requestRender();
  },
  history: takeHistory,
});

function requestRender() {
  if (!isRequested) {
    isRequested = true;
    requestAnimationFrame(render);
  }
}

function render() {
  isRequested = false;
  const shown = messages.shown;
  const now = Date.now() + clockOffset;
  table.show(shown, messages.hasGroups, now);
  view.follow(now);
  newest.hidden = table.isAtTop;
  const all = `${count(messages.count)} ${messages.count === 1 ? "message" : "messages"}`;
  const known = shown.length === messages.count ? all : `${count(shown.length)} of ${all}`;
  setText(counted, isLoading && messages.count > 0 ? `${known}, loading more` : search.isSearching ? `${known}, searching whole bodies`
    : search.hasFailed ? `${known}; whole bodies could not be searched` : known);
  setText(notice, shown.length > 0 ? "" : search.isSearching ? "Searching whole bodies"
    : isLoading ? "Loading the messages"
    : messages.count > 0 ? "No message matches."
    : "No messages yet. Choose Send… at a queue, or copy the command that the terminal shows.");
}

function filter() {
  messages.filter(text.value.trim(), state.value);
  table.begin();
  requestRender();
}

text.addEventListener("input", () => {
  search.find(text.value.trim());
  filter();
});
state.addEventListener("change", filter);
document.getElementById("filter").addEventListener("submit", event => event.preventDefault());
newest.addEventListener("click", () => table.toTop());
document.addEventListener("keydown", event => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName)
    && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    text.focus();
  }
});

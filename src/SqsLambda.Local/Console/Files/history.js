// The history of a message as a list. Everything of it is set as text.

import { count, visible } from "./text.js";

/** Shows the steps, the oldest first. What has not changed stays as it is, with the batches that the user has opened. */
export function show(list, row, steps, droppedSteps) {
  const items = steps.map(step => [`+${((step.at - row.sentAt) / 1000).toFixed(3)} s`, step]);
  if (droppedSteps > 0) {
    items.splice(1, 0, ["", { what: `${count(droppedSteps)} steps are not kept` }]);
  }

  const known = new Map([...list.children].map(line => [line.key, line]));
  const times = new Map();
  const made = items.map(([at, step]) => {
    const text = JSON.stringify([at, step]);
    times.set(text, (times.get(text) ?? 0) + 1);
    const key = `${text} ${times.get(text)}`;
    return known.get(key) ?? Object.assign(item(at, step), { key, step: `${at} ${step.what}` });
  });
  for (const line of list.querySelectorAll("li")) {
    if (!made.includes(line)) {
      takeOver(line, made.find(({ step, isConnected }) => step === line.step && !isConnected));
      line.remove();
    }
  }

  let next = list.firstChild;
  for (const line of made) {
    if (line.isConnected) {
      next = line.nextSibling;
    } else {
      list.insertBefore(line, next);
    }
  }
}

// The same step, of which more is known by now.
function takeOver(old, changed) {
  const [before, after] = [old, changed].map(line => line?.querySelector("details"));
  if (before && after) {
    after.open = before.open;
    if (before.contains(document.activeElement)) {
      requestAnimationFrame(() => after.querySelector("summary").focus());
    }
  }
}

function item(at, { what, detail, delivery }) {
  const made = document.createElement("li");
  made.append(element("span", at, "at"), element("span", what, "what"));
  if (detail) {
    made.append(`: ${visible(detail)}`);
  }

  if (delivery) {
    made.append(...about(delivery));
  }

  return made;
}

function about({ isOfMapping, batch, batchSize, messageIds, requestIds, log, batchLog, droppedLines }) {
  const parts = [element("p", isOfMapping ? "by the event source mapping of the function" : "by a client", "quiet")];
  if (batch) {
    const details = element("details");
    const invocations = requestIds.length > 0 ? `, request ${requestIds.map(visible).join(" and ")}` : "";
    const more = batchSize > messageIds.length ? `\n… and ${count(batchSize - messageIds.length)} more` : "";
    details.append(
      element("summary", `batch ${count(batch)}, ${count(batchSize)} ${batchSize === 1 ? "message" : "messages"}${invocations}`),
      element("pre", messageIds.map(visible).join("\n") + more));
    parts.push(details);
  }

  parts.push(...lines("The function's log about this message", log), ...lines("The function's log about this invocation", batchLog ?? []));
  if (droppedLines > 0) {
    parts.push(element("p", `${count(droppedLines)} further ${droppedLines === 1 ? "line is" : "lines are"} not kept`, "quiet"));
  }

  return parts;
}

function lines(title, log) {
  return log.length === 0 ? [] : [element("p", title, "quiet"), element("pre", log.map(visible).join("\n"), "log")];
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

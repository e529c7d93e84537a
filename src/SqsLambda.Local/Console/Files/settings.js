// The dialog that changes the batches and the faults of a mapping while it runs.

import { act, ask } from "./act.js";

const faults = ["Duplicate", "Shuffle", "Throttle", "Crash", "Delete"];

const dialog = document.getElementById("settings");
const element = name => document.getElementById(`settings-${name}`);
const [title, size, window_, concurrency, report, filters, seed] = ["title", "size", "window", "concurrency", "report", "filters", "seed"].map(element);

/** Opens the dialog for a queue with a mapping. */
export function open({ arn, name, mapping }) {
  title.textContent = `Settings of ${mapping.function}`;
  size.value = mapping.batchSize;
  window_.value = mapping.batchingWindow;
  window_.disabled = name.endsWith(".fifo");
  element("size-hint").textContent = window_.disabled ? "1 to 10" : "1 to 10,000; more than 10 need a batching window";
  concurrency.value = mapping.maximumConcurrency ?? "";
  report.checked = mapping.reportBatchItemFailures;
  filters.value = mapping.filters.map(pattern => pattern.replace(/\s*\n\s*/g, " ")).join("\n");
  seed.textContent = mapping.seed;
  for (const fault of faults) {
    element(fault).value = mapping.faults[fault] ?? 0;
  }

  // What the user has not changed stays as it is, whatever another page has done meanwhile.
  const opened = entered();
  ask(dialog, () => {
    const now = entered();
    return act("settings", { queue: arn, ...changes(opened, now), faults: changes(opened.faults, now.faults) });
  });
}

function changes(before, after) {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])));
}

function entered() {
  return {
    batchSize: whole(size),
    batchingWindow: whole(window_),
    maximumConcurrency: whole(concurrency),
    reportBatchItemFailures: report.checked,
    filters: filters.value.split("\n").filter(line => line.trim() !== ""),
    faults: Object.fromEntries(faults.map(fault => [fault, element(fault).valueAsNumber || 0])),
  };
}

function whole(input) {
  return input.value === "" ? null : input.valueAsNumber;
}

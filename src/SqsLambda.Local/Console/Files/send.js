// The dialog that sends a message, or a file with one message a line.

import { act, ask } from "./act.js";

const maxFileBytes = 5 * 1024 * 1024;

const dialog = document.getElementById("send");
const element = name => document.getElementById(`send-${name}`);
const [title, fifo, body, sample, samples, delay, group, deduplication, attributes, file] =
  ["title", "fifo", "body", "sample", "samples", "delay", "group", "deduplication", "attributes", "file"].map(element);
let samplesOf = [];

/** Opens the dialog for a queue. */
export function open(queue) {
  const isFifo = queue.name.endsWith(".fifo");
  title.textContent = `Send to ${queue.name}`;
  fifo.hidden = !isFifo;
  element("group-hint").hidden = isFifo;
  element("delay-label").hidden = isFifo;
  group.value = isFifo ? group.value || "local" : "";
  deduplication.value = isFifo ? newId() : "";
  delay.value = "";
  file.value = "";
  attributes.replaceChildren();
  showFile();
  loadSamples(queue);
  ask(dialog, () => send(queue, isFifo));
  body.focus();
}

function send(queue, isFifo) {
  if (file.files.length > 0) {
    return sendFile(queue.arn, file.files[0]);
  }

  return act("send", {
    queue: queue.arn,
    body: body.value,
    delaySeconds: delay.value === "" || isFifo ? null : delay.valueAsNumber,
    groupId: group.value || null,
    deduplicationId: deduplication.value || null,
    attributes: [...attributes.children].map(line => {
      const [name, type, value] = line.querySelectorAll("input, select");
      return { name: name.value, type: type.value, value: value.value };
    }),
  });
}

async function sendFile(queue, chosen) {
  if (chosen.size > maxFileBytes) {
    return { ok: false, text: `${chosen.name} is too large: allowed are ${maxFileBytes} bytes. --send has no such limit.` };
  }

  try {
    return await act("send-file", { queue, name: chosen.name, content: await base64(chosen) });
  } catch {
    return { ok: false, text: `${chosen.name} cannot be read.` };
  }
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = reject;
    reader.readAsDataURL(blob.slice(0, blob.size, "text/plain"));
  });
}

async function loadSamples(queue) {
  samplesOf = [];
  samples.hidden = true;
  try {
    samplesOf = await (await fetch(`/console/samples/${encodeURIComponent(queue.arn)}`)).json();
  } catch {
    // The run has ended: the page says that it is not connected.
  }

  sample.replaceChildren(option("", "choose one"), ...samplesOf.map((text, index) => option(index, text.length > 60 ? `${text.slice(0, 60)}…` : text)));
  samples.hidden = samplesOf.length === 0;
}

function option(value, text) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = text;
  return made;
}

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

// A file takes the place of the message.
function showFile() {
  element("one").disabled = file.files.length > 0;
}

function addAttribute() {
  const line = element("attribute").content.firstElementChild.cloneNode(true);
  line.querySelector("button").addEventListener("click", () => {
    line.remove();
    element("add").focus();
  });
  attributes.append(line);
  line.querySelector("input").focus();
}

sample.addEventListener("change", () => {
  if (sample.value !== "") {
    body.value = samplesOf[sample.value];
  }
});
file.addEventListener("change", showFile);
element("no-file").addEventListener("click", () => {
  file.value = "";
  showFile();
});
element("add").addEventListener("click", addAttribute);
body.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    dialog.querySelector("form").requestSubmit();
  }
});

// Does an action: a request to the run, whose answer is one line that is shown and read aloud.

import { count } from "./text.js";

const done = document.getElementById("done");
const refused = document.getElementById("refused");

/** Does an action. The line says what was done, or why not. */
export async function act(action, request) {
  try {
    const answer = await fetch(`/console/do/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sqs-Lambda-Console": "1" },
      body: JSON.stringify(request),
    });
    return { ok: answer.ok, text: await answer.text() };
  } catch {
    return { ok: false, text: "The run has ended or cannot be reached." };
  }
}

/** Shows the line of an action. */
export function tell({ ok, text }) {
  done.textContent = ok ? text : "";
  refused.textContent = ok ? "" : text;
}

/**
 * Shows a dialog with a form. While its action is under way it cannot be sent again. If the action is done, the dialog closes and the line is shown; if not,
 * the line is shown in the dialog, which stays. If the user has closed the dialog meanwhile, the line is shown in the page.
 */
export function ask(dialog, send, tellDone = tell) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[role=alert]");
  const submit = dialog.querySelector("[type=submit]");
  problem.textContent = "";
  setBusy(false);
  const submitted = async event => {
    event.preventDefault();
    if (form.ariaBusy === "true") {
      return;
    }

    const wrong = wrongNumber(form);
    problem.textContent = wrong?.text ?? "";
    if (wrong) {
      wrong.field.focus();
      return;
    }

    setBusy(true);
    const answer = await send();
    if (!dialog.open || form.onsubmit !== submitted) {
      tell(answer);
      return;
    }

    setBusy(false);
    if (answer.ok) {
      dialog.close();
      tellDone(answer);
    } else {
      problem.textContent = answer.text;
    }
  };
  form.onsubmit = submitted;
  dialog.showModal();

  // The button keeps the focus meanwhile.
  function setBusy(isBusy) {
    form.ariaBusy = submit.ariaDisabled = `${isBusy}`;
  }
}

// A field for a number that cannot be sent, and why; null if none is wrong.
function wrongNumber(form) {
  const field = [...form.elements].find(element => element.type === "number" && !element.matches(":disabled") && !element.validity.valid);
  if (!field) {
    return null;
  }

  const label = field.labels[0].firstChild.textContent.trim();
  const text = field.validity.badInput ? `${label} must be a number.`
    : field.validity.valueMissing ? `${label} must have a value.`
    : field.validity.stepMismatch ? `${label} is ${field.value}: it must be a whole number.`
    : `${label} is ${field.value}: allowed is ${count(field.min)} to ${count(field.max)}.`;
  return { field, text };
}

const question = document.getElementById("confirm");

/** Asks whether to do an action that cannot be undone. */
export function confirm(text, button, send, tellDone) {
  document.getElementById("confirm-question").textContent = text;
  question.querySelector("[type=submit]").textContent = button;
  ask(question, send, tellDone);
}

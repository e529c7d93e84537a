// Does an action: a request to the run, whose answer is one line that is shown and read aloud.

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
 * the line is shown in the dialog, which stays.
 */
export function ask(dialog, send, tellDone = tell) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[role=alert]");
  const submit = dialog.querySelector("[type=submit]");
  problem.textContent = "";
  submit.disabled = false;
  form.onsubmit = async event => {
    event.preventDefault();
    const wrong = [...form.elements].find(element => element.validity?.badInput);
    if (wrong) {
      problem.textContent = `${wrong.labels[0].firstChild.textContent.trim()} must be a number.`;
      return;
    }

    submit.disabled = true;
    problem.textContent = "";
    const answer = await send();
    submit.disabled = false;
    if (answer.ok) {
      dialog.close();
      tellDone(answer);
    } else {
      problem.textContent = answer.text;
    }
  };
  dialog.showModal();
}

const question = document.getElementById("confirm");

/** Asks whether to do an action that cannot be undone. */
export function confirm(text, button, send, tellDone) {
  document.getElementById("confirm-question").textContent = text;
  question.querySelector("[type=submit]").textContent = button;
  ask(question, send, tellDone);
}

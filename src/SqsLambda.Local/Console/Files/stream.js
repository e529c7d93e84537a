// Follows the run. The browser connects again by itself, except when the endpoint has refused it.

const retryMs = 2000;

/**
 * @param {{start: Function, messages: Function, now: Function, history: Function, state: Function}} on Is called with what comes. `state` is called with
 * "connecting", "live" or "lost".
 */
export function follow(on) {
  const source = new EventSource("/console/stream");
  for (const name of ["start", "messages", "now", "history"]) {
    source.addEventListener(name, event => on[name](JSON.parse(event.data)));
  }

  source.onopen = () => on.state("live");
  source.onerror = () => {
    on.state("lost");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(on), retryMs);
    }
  };
}

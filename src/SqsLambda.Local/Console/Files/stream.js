// Follows the run. The browser connects again by itself, except when the endpoint has refused it.

const retryMs = 2000;

/**
 * @param {{start: Function, messages: Function, now: Function, history: Function, state: Function}} on Is called with what comes. `state` is called with
 * "connecting", "live" or "lost".
 */
export function follow(on) {
  let source = null;
  let lastId = "";
  let retry = 0;

  function connect() {
    source = new EventSource(`/console/stream?after=${lastId}`);
    for (const name of ["start", "messages", "now", "history"]) {
      source.addEventListener(name, event => {
        lastId = event.lastEventId;
        on[name](JSON.parse(event.data));
      });
    }

    source.onopen = () => on.state("live");
    source.onerror = () => {
      on.state("lost");
      if (source?.readyState === EventSource.CLOSED) {
        retry = setTimeout(connect, retryMs);
      }
    };
  }

  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  // A browser has six connections to one address at a time, for all its tabs. A page that nobody sees gives its connection back.
  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden) {
      on.state("connecting");
      connect();
    }
  });
  if (!document.hidden) {
    connect();
  }
}

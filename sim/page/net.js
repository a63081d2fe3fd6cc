// @ts-check
// Talks to the simulator: requests and the event stream. Addresses are relative, so that the page works at any path.

/**
 * Calls the API. Throws an Error with the simulator's error text.
 * @param {string} method
 * @param {string} path below `api/`
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  // So that a page that is being closed can still report that its chat is closed.
  const keepalive = path.endsWith("/open");
  const init = { method, keepalive, headers: { "content-type": "application/json" } };
  const response = await fetch(`api/${path}`, body ? { ...init, body: JSON.stringify(body) } : init);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`);
  return answer;
}

/**
 * Performs an action of the phone.
 * @param {string} phone
 * @param {string} action
 * @param {object} [body]
 */
export function act(phone, action, body = {}) {
  return call("POST", `phones/${phone}${action ? `/${action}` : ""}`, body);
}

/**
 * Listens for events while the page is open; reconnects by itself after a restart of the server.
 * @param {{ hello: (data: any) => void, lost: () => void, event: (type: string, data: any) => void }} on
 */
export function listen(on) {
  const source = new EventSource("api/events");
  source.addEventListener("hello", (event) => on.hello(JSON.parse(event.data)));
  for (const type of ["message", "phone", "typing", "wire", "faults", "park", "call", "call_button"]) {
    source.addEventListener(type, (event) => {
      const { data } = /** @type {MessageEvent} */ (event);
      if (data) on.event(type, JSON.parse(data));
    });
  }
  source.addEventListener("error", () => {
    on.lost();
    // A 502 from a proxy ends an EventSource for good, unlike a refused connection.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(on), 1500);
  });
}

// @ts-check
// Talks to the simulator: requests and the stream of events. Addresses are relative, so that any mount point works.

/**
 * Calls the API. Throws an Error with the simulator's own words when it refuses.
 * @param {string} method
 * @param {string} path below `api/`
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  // A page that goes away must still be able to say that its chat is closed.
  const keepalive = path.endsWith("/open");
  const init = { method, keepalive, headers: { "content-type": "application/json" } };
  const response = await fetch(`api/${path}`, body ? { ...init, body: JSON.stringify(body) } : init);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The simulator answered ${response.status}`);
  return answer;
}

/**
 * Something that the phone does.
 * @param {string} phone
 * @param {string} action
 * @param {object} [body]
 */
export function act(phone, action, body = {}) {
  return call("POST", `phones/${phone}${action ? `/${action}` : ""}`, body);
}

/**
 * Listens for events until the page goes; comes back by itself after a restart of the server.
 * @param {{ hello: (data: any) => void, lost: () => void, event: (type: string, data: any) => void }} on
 */
export function listen(on) {
  const source = new EventSource("api/events");
  source.addEventListener("hello", (event) => on.hello(JSON.parse(event.data)));
  for (const type of ["message", "phone", "typing", "wire", "faults", "park"]) {
    source.addEventListener(type, (event) => {
      const { data } = /** @type {MessageEvent} */ (event);
      if (data) on.event(type, JSON.parse(data));
    });
  }
  source.addEventListener("error", () => {
    on.lost();
    // A proxy's 502 ends an EventSource for good, unlike a refused connection.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(on), 1500);
  });
}

// Input methods: the Enter that takes a suggestion of theirs sends nothing and leaves no form, whatever order a browser tells it in.

/** How long after a composition has ended an Enter can still be the one that ended it, in milliseconds. Nobody types as fast. */
const echo = 60;

/** Keeps keys that belong to a composition from everything on the page; returns what ends it. */
export function guardComposition(page: EventTarget): () => void {
  let ended = Number.NEGATIVE_INFINITY;
  const end = (event: Event) => {
    ended = event.timeStamp;
  };
  const key = (event: Event) => {
    const { key: name, isComposing, keyCode, timeStamp } = event as KeyboardEvent;
    // 229 is what Safari calls a key whose composition has just ended, and others one that is going on.
    const belongs = isComposing || keyCode === 229 || (name === "Enter" && timeStamp - ended < echo);
    ended = Number.NEGATIVE_INFINITY;
    if (!belongs) return;
    event.stopImmediatePropagation();
    // What an input method takes is not taken from it; a form would be sent.
    if (name === "Enter") event.preventDefault();
  };
  page.addEventListener("compositionend", end, { capture: true });
  page.addEventListener("keydown", key, { capture: true });
  return () => {
    page.removeEventListener("compositionend", end, { capture: true });
    page.removeEventListener("keydown", key, { capture: true });
  };
}

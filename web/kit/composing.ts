// Input methods (IME): the Enter that accepts a suggestion must not submit a form or send a message, whatever the browser's order of
// events.

/** How long after a composition's end an Enter may still be the one that ended it, in milliseconds. Nobody types that fast. */
const echo = 60;

/** Hides keys that belong to a composition from all other listeners of the page; returns a function that stops this. */
export function guardComposition(page: EventTarget): () => void {
  let ended = Number.NEGATIVE_INFINITY;
  const end = (event: Event) => {
    ended = event.timeStamp;
  };
  const key = (event: Event) => {
    const { key: name, isComposing, keyCode, timeStamp } = event as KeyboardEvent;
    // Key code 229 is what Safari reports for a key that has just ended a composition, and other browsers for a key during one.
    const belongs = isComposing || keyCode === 229 || (name === "Enter" && timeStamp - ended < echo);
    ended = Number.NEGATIVE_INFINITY;
    if (!belongs) return;
    event.stopImmediatePropagation();
    // An input method needs the default action of its keys, but that of Enter would submit a form.
    if (name === "Enter") event.preventDefault();
  };
  page.addEventListener("compositionend", end, { capture: true });
  page.addEventListener("keydown", key, { capture: true });
  return () => {
    page.removeEventListener("compositionend", end, { capture: true });
    page.removeEventListener("keydown", key, { capture: true });
  };
}

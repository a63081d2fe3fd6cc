// The Enter of an input method (IME), in every order of events that browsers are known for, and an Enter that the user means.
import { expect, test } from "vitest";
import { guardComposition } from "./composing.ts";

type KeyboardStep = { type: string; at: number; key?: string; isComposing?: boolean; keyCode?: number };

/** The Enters that reach the page. */
function through(steps: readonly KeyboardStep[]): string[] {
  const page = new EventTarget();
  const stop = guardComposition(page);
  const heard: string[] = [];
  page.addEventListener("keydown", (event) => void heard.push((event as KeyboardEvent).key));
  for (const { type, at, ...rest } of steps) {
    const event = new Event(type, { cancelable: true });
    const own = { key: "", isComposing: false, keyCode: 13, ...rest, timeStamp: at };
    for (const [name, value] of Object.entries(own)) Object.defineProperty(event, name, { value });
    page.dispatchEvent(event);
    if (type === "keydown" && own.key === "Enter") expect(event.defaultPrevented).toBe(!heard.includes("Enter"));
  }
  stop();
  return heard;
}

const enter = (at: number, some: Partial<KeyboardStep> = {}): KeyboardStep => ({
  type: "keydown",
  key: "Enter",
  at,
  ...some,
});
const end = (at: number): KeyboardStep => ({ type: "compositionend", at });

test.each<[string, KeyboardStep[]]>([
  ["Chrome and Firefox: the key, then the end", [enter(100, { isComposing: true, keyCode: 229 }), end(101)]],
  ["Safari: the end, then the key as 229", [end(100), enter(101, { keyCode: 229 })]],
  ["the end, then a key like any other", [end(100), enter(104)]],
  ["only 229", [enter(100, { keyCode: 229 })]],
])("%s", (_, steps) => expect(through(steps)).toEqual([]));

test.each<[string, KeyboardStep[]]>([
  ["without an input method", [enter(100)]],
  ["a second Enter after the first took the suggestion", [end(100), enter(102), enter(150)]],
  ["well after a composition has ended", [end(100), enter(400)]],
])("an Enter that is meant: %s", (_, steps) => expect(through(steps.slice(0))).toEqual(["Enter"]));

// The Enter of an input method in every order of events that browsers are known for, and the Enter of somebody who means it.
import { expect, test } from "vitest";
import { guardComposition } from "./composing.ts";

type Told = { type: string; at: number; key?: string; isComposing?: boolean; keyCode?: number };

/** Which Enters come through. */
function through(told: readonly Told[]): string[] {
  const page = new EventTarget();
  const stop = guardComposition(page);
  const heard: string[] = [];
  page.addEventListener("keydown", (event) => void heard.push((event as KeyboardEvent).key));
  for (const { type, at, ...rest } of told) {
    const event = new Event(type, { cancelable: true });
    const own = { key: "", isComposing: false, keyCode: 13, ...rest, timeStamp: at };
    for (const [name, value] of Object.entries(own)) Object.defineProperty(event, name, { value });
    page.dispatchEvent(event);
    if (type === "keydown" && own.key === "Enter") expect(event.defaultPrevented).toBe(!heard.includes("Enter"));
  }
  stop();
  return heard;
}

const enter = (at: number, given: Partial<Told> = {}): Told => ({ type: "keydown", key: "Enter", at, ...given });
const end = (at: number): Told => ({ type: "compositionend", at });

test.each<[string, Told[]]>([
  ["Chrome and Firefox: the key, then the end", [enter(100, { isComposing: true, keyCode: 229 }), end(101)]],
  ["Safari: the end, then the key as 229", [end(100), enter(101, { keyCode: 229 })]],
  ["the end, then a key like any other", [end(100), enter(104)]],
  ["only 229", [enter(100, { keyCode: 229 })]],
])("%s", (_, told) => expect(through(told)).toEqual([]));

test.each<[string, Told[]]>([
  ["without an input method", [enter(100)]],
  ["a second Enter after the first took the suggestion", [end(100), enter(102), enter(160)]],
  ["well after a composition has ended", [end(100), enter(400)]],
])("an Enter that is meant: %s", (_, told) => expect(through(told.slice(0))).toEqual(["Enter"]));

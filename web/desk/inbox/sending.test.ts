import { expect, test } from "vitest";
import type { Entry } from "./data.ts";
import { notInThread, type Pending } from "./sending.ts";

const message = (id: number, text: string, direction = "out"): Entry =>
  ({ kind: "message", id, direction, text, template: null }) as unknown as Entry;
const pending = (key: string, text: string, some: Partial<Pending> = {}): Pending => ({
  key,
  message: { text },
  at: "2026-11-21T10:00:00Z",
  after: 10,
  failed: null,
  ...some,
});
const keys = (all: readonly Pending[], entries: Entry[]) => notInThread(all, entries).map(({ key }) => key);

test("what a live update brought before the answer is shown once", () => {
  expect(keys([pending("a", "Hello")], [message(11, "Hello")])).toEqual([]);
});

test("an earlier message of the same text, one of the customer or another text does not stand for it", () => {
  const entries = [message(10, "Hello"), message(11, "Hello", "in"), message(12, "Bye")];
  expect(keys([pending("a", "Hello")], entries)).toEqual(["a"]);
});

test("of two equal ones, each message stands for one; what failed stays", () => {
  expect(keys([pending("a", "Hello"), pending("b", "Hello")], [message(11, "Hello")])).toEqual(["b"]);
  expect(keys([pending("a", "Hello", { failed: "No" })], [message(11, "Hello")])).toEqual(["a"]);
});

test("a template is known by its name", () => {
  const entry = {
    ...message(11, "Your stay"),
    template: { name: "stay", language: "en", parameters: [], instead: false },
  } as Entry;
  expect(keys([pending("a", "", { message: { template: "stay" } })], [entry])).toEqual([]);
});

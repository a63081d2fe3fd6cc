// Phrases that readers did not understand do not come back in texts of the Desk, the terminal and the API.
import { expect, test } from "vitest";
import { files, textOf } from "./files.ts";

test.each([
  "so long a spot must be seen",
  "offer stands for",
  "is tried again by itself",
  "clear the choice",
  "make it known",
  "taken in at",
])("%s", (words) => {
  const ours = files.filter((file) => /^(server|web|sim)\/.*\.tsx?$/.test(file));
  expect(ours.length).toBeGreaterThan(100);
  expect(ours.filter((file) => textOf(file).toLowerCase().includes(words))).toEqual([]);
});

// Every kind of incident has a title, a description and advice.
import { expect, test } from "vitest";
import { coreIncidentKinds } from "../../server/contract/incidents.ts";
import { toldAsNews } from "../../server/core/alarms/kinds.ts";
import { incidentKinds } from "../../server/core/parking/incident-kinds.ts";
import words from "../../web/desk/incidents/strings.en.ts";
import { readable } from "../../web/desk/incidents/texts.ts";
import { textOf } from "./files.ts";

const texts = words as Record<string, string>;

test.each([...incidentKinds, ...coreIncidentKinds])("%s has a title, what happened and what to do", (kind) => {
  for (const part of ["title", "what", "do"]) expect(texts[`${kind}_${part}`], part).toMatch(/^.{8,}/);
});

test("every kind of Bellhop itself is in the guide to alarms", () => {
  const guide = textOf("docs/alarms.md");
  const told = coreIncidentKinds.filter((kind) => kind !== toldAsNews);
  expect(told.filter((kind) => !guide.includes(`\`${kind}\``))).toEqual([]);
});

test("a kind that the Desk does not know is shown by its name", () => {
  expect(readable("clock_jump")).toBe("Clock jump");
  expect(readable("x.y-z")).toBe("X y z");
});

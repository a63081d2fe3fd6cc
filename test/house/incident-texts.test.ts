// Every kind of incident has a title, a description and advice.
import { expect, test } from "vitest";
import { coreIncidentKinds } from "../../server/contract/incidents.ts";
import { incidentKinds } from "../../server/core/parking/incident-kinds.ts";
import words from "../../web/desk/incidents/strings.en.ts";
import { readable } from "../../web/desk/incidents/texts.ts";

const texts = words as Record<string, string>;

test.each([...incidentKinds, ...coreIncidentKinds])("%s has a title, what happened and what to do", (kind) => {
  for (const part of ["title", "what", "do"]) expect(texts[`${kind}_${part}`], part).toMatch(/^.{8,}/);
});

test("a kind that the Desk does not know is shown by its name", () => {
  expect(readable("clock_jump")).toBe("Clock jump");
  expect(readable("x.y-z")).toBe("X y z");
});

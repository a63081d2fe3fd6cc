// The templates that parking offers to submit: what customers can tap on them is understood when it comes back.
import { expect, test } from "vitest";
import { occasions } from "./occasions.ts";
import { parse } from "./parse.ts";

const buttons = occasions.flatMap(({ name, templates }) => templates.en.buttons.map((title) => ({ name, title })));

// (Meta: templates, quick replies: what comes back is the button's text when the message names no payload.)
test.each(buttons)("the button $title of $name is a command", ({ title }) => {
  const said = parse(title, title);
  expect(said).not.toBeNull();
  expect(said!.kind).not.toBe("words");
  // Its words are no name of a lot or spot.
  expect(said).not.toMatchObject({ lot: expect.anything() });
  expect(said).not.toMatchObject({ spot: expect.anything() });
});

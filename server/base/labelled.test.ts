import fc from "fast-check";
import { expect, test } from "vitest";
import { asText, labelled } from "./labelled.ts";

test.each<[string, unknown, string]>([
  ["a form", { flow_token: "ft-1", rating: "5", would_return: true }, "Rating: 5\nWould return: Yes"],
  [
    "names of the form builder",
    { screen_0_First_name_0: "Ana", screen_12_Choose_one_3: "0_Yes" },
    "First name: Ana\nChoose one: 0_Yes",
  ],
  ["an address", { values: { in_pin_code: "400063", city: "Mumbai", state: "" } }, "PIN code: 400063\nCity: Mumbai"],
  ["several choices", { days: ["Monday", 2, null] }, "Days: Monday, 2"],
  ["lists of objects", { guests: [{ name: "Ana" }, { name: "Beto" }] }, "Name: Ana\nName: Beto"],
  ["no object", "maybe", "Answer: maybe"],
  ["nothing", {}, ""],
])("%s", (_, value, text) => {
  expect(asText(labelled(value))).toBe(text);
});

test("any JSON gives a bounded list of texts that are not empty", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const answers = labelled(value);
      expect(answers.length).toBeLessThanOrEqual(100);
      for (const { label, value: text } of answers) {
        expect(label).not.toBe("");
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(2_000);
      }
    }),
  );
});

test("very deep and very long values do no harm", () => {
  let deep: unknown = "end";
  for (let i = 0; i < 5_000; i++) deep = { deeper: deep };
  expect(labelled(deep)).toEqual([]);
  expect(labelled({ ["k".repeat(100_000)]: "v".repeat(100_000) })).toMatchObject([{ value: "v".repeat(2_000) }]);
});

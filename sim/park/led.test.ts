import { expect, test } from "vitest";
import { colourOf, dark, obey, report } from "./led.ts";

const lit = (r: number, g: number, b: number) => ({ on: true, brightness: 255, r, g, b });

test.each([
  [lit(0, 255, 0), "green"],
  [lit(0, 128, 0), "green"],
  [lit(0, 0, 255), "blue"],
  [lit(0, 60, 255), "blue"],
  [lit(255, 0, 0), "red"],
  [lit(255, 0, 40), "red"],
  [lit(255, 191, 0), "amber"],
  [lit(255, 100, 0), "amber"],
  [lit(255, 255, 255), "other"],
  [lit(255, 0, 255), "other"],
  [lit(0, 0, 0), "off"],
  [{ ...lit(0, 255, 0), brightness: 0 }, "off"],
  [{ ...lit(0, 255, 0), on: false }, "off"],
] as const)("%j looks %s", (led, colour) => {
  expect(colourOf(led)).toBe(colour);
});

test.each([
  ['{"state":"ON","color":{"r":0,"g":0,"b":255}}', "blue"],
  ['{"state":"on","brightness":40,"color":{"r":0,"g":255,"b":0}}', "green"],
  ['{"state":"OFF"}', "off"],
  ['{"color":{"r":300,"g":-4,"b":0},"state":"ON"}', "red"],
  ['{"state":"TOGGLE"}', "other"],
  ['{"state":"ON","brightness":0}', "off"],
])("after %s a light that was off is %s", (command, colour) => {
  const led = obey(dark, command);
  expect(led && colourOf(led)).toBe(colour);
});

test.each(["", "ON", "null", "[1]", '{"state":', '"ON"'])("%j is no command", (payload) => {
  expect(obey(dark, payload)).toBeNull();
});

test("off keeps the colour for the next on", () => {
  const green = obey(dark, '{"state":"ON","color":{"r":0,"g":255,"b":0}}') ?? dark;
  const off = obey(green, '{"state":"OFF"}') ?? dark;
  expect(JSON.parse(report(off))).toEqual({
    color_mode: "rgb",
    state: "OFF",
    brightness: 255,
    color: { r: 0, g: 255, b: 0 },
  });
  expect(obey(off, '{"state":"ON"}')).toEqual(green);
});

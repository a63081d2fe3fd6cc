// An RGB light as in ESPHome: takes JSON commands, reports its state as JSON. Also which colour a person sees.
import { isObject } from "../http.ts";

/** The LED's colour as a person names it; `other` is a colour without a meaning here. */
export type Colour = "green" | "blue" | "red" | "amber" | "off" | "other";

/** The state of the light. Colours and brightness go from 0 to 255; a light that is off keeps its colour. */
export type Led = { on: boolean; brightness: number; r: number; g: number; b: number };

/** A light after power-on: off, and white when it is switched on. */
export const dark: Led = { on: false, brightness: 255, r: 255, g: 255, b: 255 };

/** The light after a command; null if the command is invalid (ESPHome then logs it and does nothing). */
export function obey(led: Led, payload: string): Led | null {
  const command = parse(payload);
  if (!isObject(command)) return null;
  const next = { ...led };
  const state = typeof command.state === "string" ? command.state.toUpperCase() : null;
  if (state === "TOGGLE") next.on = !led.on;
  else if (state === "ON" || state === "OFF") next.on = state === "ON";
  const brightness = level(command.brightness);
  if (brightness !== null) {
    next.brightness = brightness;
    if (brightness === 0) next.on = false;
  }
  if (isObject(command.color)) {
    next.r = level(command.color.r) ?? next.r;
    next.g = level(command.color.g) ?? next.g;
    next.b = level(command.color.b) ?? next.b;
  }
  return next;
}

/** The state as the device publishes it. */
export function report({ on, brightness, r, g, b }: Led): string {
  return JSON.stringify({ color_mode: "rgb", state: on ? "ON" : "OFF", brightness, color: { r, g, b } });
}

/** The colour that a person sees. */
export function colourOf({ on, brightness, r, g, b }: Led): Colour {
  const max = Math.max(r, g, b);
  if (!on || brightness === 0 || max === 0) return "off";
  const spread = max - Math.min(r, g, b);
  if (spread < max / 3) return "other";
  const hue = hueOf(r, g, b, max, spread);
  if (hue < 14 || hue >= 340) return "red";
  if (hue < 70) return "amber";
  if (hue >= 80 && hue < 165) return "green";
  return hue >= 190 && hue < 260 ? "blue" : "other";
}

/** The angle on the colour wheel, 0 to 360. */
function hueOf(r: number, g: number, b: number, max: number, spread: number): number {
  if (max === r) return (60 * ((g - b) / spread) + 360) % 360;
  return max === g ? 60 * ((b - r) / spread) + 120 : 60 * ((r - g) / spread) + 240;
}

function level(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? Math.min(255, Math.max(0, Math.round(value))) : null;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

// Makes answers fit WhatsApp's limits for buttons and lists, and one message where choices are written out as text. Pure.
import type { ButtonsDraft, Choice, ListDraft } from "../../../contract/outbound.ts";
import type { Messages } from "../../texts/catalogue.ts";

/** The longest body of a message with buttons or a list. */
const MAX_BODY_LENGTH = 1024;

/** The longest message with choices written below the text; leaves room for the channel's formatting. */
const MAX_PLAIN_TEXT_LENGTH = 1500;

/** Characters that a channel may add to a choice. */
const around = 20;

const limits = { button: 20, row: 24, description: 72, section: 24, rows: 10, buttons: 3 };

/** A text in one line of at most so many characters; a longer one is cut and ends in an ellipsis. */
export function short(text: string, longest: number): string {
  const line = text.replace(/\s+/gu, " ").trim() || "?";
  return clip(line, longest);
}

/** A lot's name, short enough for a sentence. */
export const nameOf = (lot: { name: string }): string => short(lot.name, 60);

/** A spot's code, short enough for a sentence. */
export const codeOf = (code: string): string => short(code, 40);

/** A spot with its lot, as sentences name it. */
export const spotAt = (t: Messages, code: string, lot: { name: string }): string =>
  t.spots.spotAt(codeOf(code), nameOf(lot));

/** A text of several lines, cut to a length. */
function clip(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= longest) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

const written = ({ id, title, description = "" }: Choice): number =>
  id.length + title.length + description.length + around;

/** A text with one to three buttons. With more choices, or when button titles would be the same, a list. */
export function buttons(t: Messages, text: string, choices: readonly Choice[]): ButtonsDraft | ListDraft {
  const fitting = choices.map(({ id, title }) => ({ id, title: short(title, limits.button) }));
  const alike = new Set(fitting.map(({ title }) => title)).size < fitting.length;
  if (alike || fitting.length > limits.buttons) {
    const { choose } = t.titles;
    return list(text, choose, [{ title: choose, rows: choices }]);
  }
  const room = MAX_PLAIN_TEXT_LENGTH - fitting.reduce((sum, choice) => sum + written(choice), 0);
  return { type: "buttons", text: clip(text, Math.min(MAX_BODY_LENGTH, room)), buttons: fitting };
}

/** A text with a list of at most ten rows, fairly divided among the sections. At least one section must have a row. */
export function list(
  text: string,
  button: string,
  sections: readonly { title: string; rows: readonly Choice[] }[],
): ListDraft {
  const body = clip(text, MAX_BODY_LENGTH);
  let room = MAX_PLAIN_TEXT_LENGTH - body.length;
  const kept = sections.map(({ title }) => ({ title: short(title, limits.section), rows: [] as Choice[] }));
  // Takes one row of each section in turn while there is room.
  let count = 0;
  for (let row = 0; row < limits.rows; row += 1) {
    for (const [i, { rows }] of sections.entries()) {
      const choice = rows[row];
      if (!choice || count === limits.rows) continue;
      const fitting = rowOf(choice);
      const size = written(fitting) + (row === 0 ? limits.section : 0);
      if (count > 0 && size > room) continue;
      kept[i]!.rows.push(fitting);
      room -= size;
      count += 1;
    }
  }
  return { type: "list", text: body, button, sections: kept.filter(({ rows }) => rows.length > 0) };
}

function rowOf({ id, title, description }: Choice): Choice {
  const more = description === undefined ? {} : { description: short(description, limits.description) };
  return { id, title: short(title, limits.row), ...more };
}

/** Codes in one line, consecutive ones as a range (`A1 to A40`); those that do not fit are counted (`and 12 more`). */
export function inShort(t: Messages, codes: readonly string[], longest: number): string {
  const runs = runsOf(codes);
  const parts: string[] = [];
  let length = 0;
  let told = 0;
  for (const run of runs) {
    const part = run.length > 2 ? t.spots.range(run[0]!, run.at(-1)!) : run.join(", ");
    if (told > 0 && length + part.length > longest) break;
    parts.push(part);
    length += part.length + 2;
    told += run.length;
  }
  const rest = codes.length - told;
  return rest > 0 ? t.spots.andMore(parts.join(", "), rest) : parts.join(", ");
}

/** Groups consecutive codes (`A9`, `A10`). */
function runsOf(codes: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const code of codes) {
    const run = runs.at(-1);
    if (run && follows(run.at(-1)!, code)) run.push(code);
    else runs.push([code]);
  }
  return runs;
}

function follows(before: string, after: string): boolean {
  const [, stem, digits] = /^(.*?)([0-9]{1,9})$/su.exec(before) ?? [];
  if (stem === undefined || digits === undefined) return false;
  return after === `${stem}${String(Number(digits) + 1).padStart(digits.length, "0")}`;
}

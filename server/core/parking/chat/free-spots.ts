// Answers that show the free spots of each lot, or ask which spot or lot is meant. Pure: facts in, drafts out.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import type { Messages } from "../../texts/catalogue.ts";
import type { Lot } from "../lots.ts";
import { buttons, codeOf, inShort, list, nameOf } from "./fit.ts";

/** A lot with the spots that can be booked there. */
export type Group = {
  lot: Lot;
  /** What drivers may call the lot. */
  label: string;
  /** Free spots in natural order. `id` is the choice that books the spot; null when it is only listed. */
  free: readonly { code: string; id: string | null }[];
  taken: number;
  /** How many of the others have a board that is not connected, as just after a restart. */
  unseen: number;
  /** The choice that joins the waitlist; null when no short enough one exists. */
  waitId: string | null;
};

/** Maximum characters for all lots in one message; lots that do not fit are counted. */
const MAX_BLOCKS_LENGTH = 640;

/** Which spots are free. `intro` says why, when that is not what was asked for. */
export function slots(t: Messages, groups: readonly Group[], intro: string | null = null): Draft {
  const real = groups.filter(({ free, taken }) => free.length + taken > 0);
  if (real.length === 0) return { type: "text", text: paragraphs(intro, t.spots.noSpots) };
  // Lots with free spots first.
  const sorted = [...real.filter(({ free }) => free.length > 0), ...real.filter(({ free }) => free.length === 0)];
  const first = sorted[0]!;
  if (first.free.length === 0) return full(t, sorted, intro);
  const sections = sorted.map(({ label, free }) => ({ title: label, rows: free.flatMap((spot) => row(t, spot)) }));
  const example = sections.flatMap(({ rows }) => rows)[0];
  const said = sorted.flatMap(({ label, free }) => free.flatMap((spot) => typedBooking(t, { ...spot, label })))[0];
  const text = paragraphs(intro, ...blocks(t, sorted), said === undefined ? null : t.spots.chooseSpot(said));
  return example ? list(text, t.titles.freeSpots, sections) : { type: "text", text };
}

/** A spot as a row of a list; none when it has no choice to tap. */
const row = (t: Messages, { code, id }: Group["free"][number]): Choice[] =>
  id === null ? [] : [{ id, title: t.titles.book(code) }];

/** What to type in the language to book a spot, in a list or not; nothing when it has no choice. The ids of choices are English. */
export const typedBooking = (t: Messages, { code, label, id }: Pick<Option, "code" | "label" | "id">): string[] =>
  id === null ? [] : [id === `book ${code}` ? t.typed.book(code) : t.typed.bookAt(code, label)];

/** Nothing is free: shows which lots can be waited for. */
function full(t: Messages, groups: readonly Group[], intro: string | null): Draft {
  const choices = groups.flatMap(({ waitId, label }) =>
    waitId === null ? [] : [{ id: waitId, title: groups.length === 1 ? t.titles.waitForSpot : t.titles.waitAt(label) }],
  );
  const said = groups.find(({ waitId }) => waitId !== null);
  const wait = said ? t.spots.waitHint(said.waitId === "wait" ? t.typed.wait : t.typed.waitFor(said.label)) : null;
  const text = paragraphs(intro, ...blocks(t, groups), wait);
  return asking(t, text, choices);
}

/** The texts about the lots, as many as fit. */
function blocks(t: Messages, groups: readonly Group[]): string[] {
  const codes = Math.max(40, Math.floor(MAX_BLOCKS_LENGTH / 2 / groups.length));
  const told: string[] = [];
  let length = 0;
  for (const group of groups) {
    const block = blockOf(t, group, codes);
    if (told.length > 0 && length + block.length > MAX_BLOCKS_LENGTH) break;
    told.push(block);
    length += block.length;
  }
  const rest = groups.length - told.length;
  if (rest > 0) told.push(t.spots.moreLots(rest));
  return told;
}

function blockOf(t: Messages, { lot, free, taken, unseen }: Group, longest: number): string {
  const codes = free.map(({ code }) => codeOf(code));
  const counts =
    free.length > 0
      ? t.spots.freeAndTaken(free.length, taken)
      : unseen > 0
        ? t.spots.cannotBeSeen(unseen, taken)
        : t.spots.allTaken(taken);
  const lines = [t.spots.lotLine(nameOf(lot), counts), capital(t.tariff(lot, lot.currency))];
  return [...lines, ...(free.length > 0 ? [t.spots.freeCodes(inShort(t, codes, longest))] : [])].join("\n");
}

/** One of several spots that may be meant; `free`: it can be booked now. */
export type Option = { lot: Lot; label: string; code: string; free: boolean; id: string | null };

/** Several lots have a spot with that code: asks which lot. */
export function whichLot(t: Messages, options: readonly Option[]): Draft {
  const sorted = [...options.filter(({ free }) => free), ...options.filter(({ free }) => !free)];
  const choices = sorted.flatMap(({ id, label }) => (id === null ? [] : [{ id, title: label }]));
  const lines = sorted.slice(0, 8).map(({ lot, code, free }) => {
    const price = t.tariff(lot, lot.currency);
    const state = free ? t.spots.optionFree(codeOf(code), price) : t.spots.optionTaken(codeOf(code));
    return t.spots.lotLine(nameOf(lot), state);
  });
  const said = sorted.flatMap((option) => typedBooking(t, option))[0];
  const text = paragraphs(
    t.spots.whichLot(codeOf(sorted[0]!.code)),
    lines.join("\n"),
    said === undefined ? t.spots.writeLot : t.spots.writeLotOr(said),
  );
  return asking(t, text, choices);
}

/** Several spots of a lot may be meant: asks which. */
export function whichSpot(t: Messages, options: readonly Option[]): Draft {
  const choices = options.flatMap(({ id, code }) => (id === null ? [] : [{ id, title: t.titles.book(code) }]));
  return asking(t, t.spots.whichSpot(options.slice(0, 10).map(({ code }) => codeOf(code))), choices);
}

/** The driver may wait in several lots: asks in which. */
export function whichWait(t: Messages, groups: readonly Group[]): Draft {
  const choices = groups.flatMap(({ waitId, label }) => (waitId === null ? [] : [{ id: waitId, title: label }]));
  return asking(t, t.waiting.whichLot(groups.slice(0, 10).map(({ lot }) => nameOf(lot))), choices);
}

/** A question with at most ten choices; just a text when there are none. */
const asking = (t: Messages, text: string, choices: readonly Choice[]): Draft =>
  choices.length > 0 ? buttons(t, text, choices.slice(0, 10)) : { type: "text", text };

/** Joins paragraphs with an empty line between them. */
const paragraphs = (...parts: (string | null)[]): string => parts.filter((part) => part !== null).join("\n\n");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

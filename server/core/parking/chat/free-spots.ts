// The answers that show which spots are free, lot by lot, and those that ask which one is meant. Pure: drafts out of
// facts.
import type { Choice, Draft } from "../../../contract/outbound.ts";
import type { Lot } from "../lots.ts";
import { tariff } from "../messages.en.ts";
import { buttons, inShort, list, short } from "./fit.ts";

/** A lot with what can be booked in it. */
export type Group = {
  lot: Lot;
  /** By what a driver may call it. */
  label: string;
  /** Free spots in the order in which people count; `id` books one, null when it can only be told. */
  free: readonly { code: string; id: string | null }[];
  taken: number;
  /** Of those that are not free, the ones whose boards are not heard now, as just after a restart. */
  unseen: number;
  /** Waits for a spot; null when it cannot be said shortly enough. */
  waitId: string | null;
};

/** A lot's name, short enough to stand in a sentence. */
export const nameOf = (lot: Pick<Lot, "name">): string => short(lot.name, 60);

/** A spot's code, short enough to stand in a sentence. */
export const codeOf = (code: string): string => short(code, 40);

/** All text about lots in one message, in characters; what does not fit is counted. */
const longestBlocks = 640;

const noSpots = "There are no parking spots yet.";

/** Which spots are free. `intro` says why this is shown when it was not what was asked. */
export function slots(groups: readonly Group[], intro: string | null = null): Draft {
  const real = groups.filter(({ free, taken }) => free.length + taken > 0);
  if (real.length === 0) return { type: "text", text: paragraphs(intro, noSpots) };
  // Lots with free spots first: they are what is asked for.
  const sorted = [...real.filter(({ free }) => free.length > 0), ...real.filter(({ free }) => free.length === 0)];
  const first = sorted[0]!;
  if (first.free.length === 0) return full(sorted, intro);
  const sections = sorted.map(({ label, free }) => ({ title: label, rows: free.flatMap(row) }));
  const example = sections.flatMap(({ rows }) => rows)[0];
  const text = paragraphs(intro, ...blocks(sorted), example ? `Choose a spot, or write *${example.id}*.` : null);
  return example ? list(text, "Free spots", sections) : { type: "text", text };
}

/** A spot as a row; none when it has no id that can be tapped. */
const row = ({ code, id }: Group["free"][number]): Choice[] => (id === null ? [] : [{ id, title: `Book ${code}` }]);

/** Nothing is free anywhere: what can be waited for. */
function full(groups: readonly Group[], intro: string | null): Draft {
  const choices = groups.flatMap(({ waitId, label }) =>
    waitId === null ? [] : [{ id: waitId, title: groups.length === 1 ? "Wait for a spot" : `Wait: ${label}` }],
  );
  const wait = choices[0] ? `Write *${choices[0].id}*, and the next spot that comes free is kept for you.` : null;
  const text = paragraphs(intro, ...blocks(groups), wait);
  return choices.length > 0 ? buttons(text, choices.slice(0, 10)) : { type: "text", text };
}

/** What is told of each lot, as far as it fits. */
function blocks(groups: readonly Group[]): string[] {
  const codes = Math.max(40, Math.floor(longestBlocks / 2 / groups.length));
  const told: string[] = [];
  let length = 0;
  for (const group of groups) {
    const block = blockOf(group, codes);
    if (told.length > 0 && length + block.length > longestBlocks) break;
    told.push(block);
    length += block.length;
  }
  const rest = groups.length - told.length;
  if (rest > 0) told.push(`And ${rest} more ${rest === 1 ? "lot" : "lots"}: write *slots at* with the lot's name.`);
  return told;
}

function blockOf({ lot, free, taken, unseen }: Group, longest: number): string {
  const codes = free.map(({ code }) => codeOf(code));
  const counts =
    free.length > 0
      ? `${free.length} free, ${taken} taken`
      : unseen > 0
        ? `no spot can be booked right now, as ${unseen} of ${taken} cannot be seen. Please ask again in a minute`
        : taken === 1
          ? "its only spot is taken"
          : `all ${taken} spots are taken`;
  const lines = [`*${nameOf(lot)}*: ${counts}`, capital(tariff(lot, lot.currency))];
  return [...lines, ...(free.length > 0 ? [`Free: ${inShort(codes, longest)}`] : [])].join("\n");
}

/** One of several spots that were meant; `free` says whether it can be booked now. */
export type Option = { lot: Lot; label: string; code: string; free: boolean; id: string | null };

/** Several lots have a spot of that code: asks which lot. */
export function whichLot(options: readonly Option[]): Draft {
  const sorted = [...options.filter(({ free }) => free), ...options.filter(({ free }) => !free)];
  const choices = sorted.flatMap(({ id, label }) => (id === null ? [] : [{ id, title: label }]));
  const shown = sorted.slice(0, 8);
  const lines = shown.map(
    ({ lot, code, free }) =>
      `*${nameOf(lot)}*: ${codeOf(code)} is ${free ? `free, ${tariff(lot, lot.currency)}` : "taken"}`,
  );
  const code = codeOf(sorted[0]!.code);
  const text = paragraphs(
    `There is a spot *${code}* in several lots. Which one do you mean?`,
    lines.join("\n"),
    choices[0] ? `Write the lot's name, or *${choices[0].id}*.` : "Write the lot's name.",
  );
  return choices.length > 0 ? buttons(text, choices.slice(0, 10)) : { type: "text", text };
}

/** Several spots of a lot can be meant: asks which. */
export function whichSpot(options: readonly Option[]): Draft {
  const choices = options.flatMap(({ id, code }) => (id === null ? [] : [{ id, title: `Book ${code}` }])).slice(0, 10);
  const codes = options.map(({ code }) => `*${codeOf(code)}*`).slice(0, 10);
  const text = `Which spot do you mean: ${codes.join(" or ")}? Write it exactly like that.`;
  return choices.length > 0 ? buttons(text, choices) : { type: "text", text };
}

/** Several lots can be waited for: asks which. */
export function whichWait(groups: readonly Group[]): Draft {
  const choices = groups.flatMap(({ waitId, label }) => (waitId === null ? [] : [{ id: waitId, title: label }]));
  const names = groups.map(({ lot }) => `*${nameOf(lot)}*`).slice(0, 10);
  const text = `For which lot do you want to wait: ${names.join(" or ")}? Write its name.`;
  return choices.length > 0 ? buttons(text, choices.slice(0, 10)) : { type: "text", text };
}

/** Paragraphs with an empty line between them. */
const paragraphs = (...parts: (string | null)[]): string => parts.filter((part) => part !== null).join("\n\n");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

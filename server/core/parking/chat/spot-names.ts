// Finds the spot or lot that a driver means. Codes and names are compared exactly, then without case, accents and punctuation, then without
// spaces, then by look-alike letters. When several match, all are returned and none is chosen. Pure, except for loading lots and spots.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../../db/rows.ts";
import { latinShape, normalizeText } from "../../../base/normalize-text.ts";
import * as lots from "../lots.ts";
import { type Naming, parse } from "./parse.ts";

/** A spot with its code and lot. */
export type NamedSpot = { spotId: number; code: string; lot: lots.Lot };

/** All lots and spots, prepared for searching. */
export type SpotNames = {
  lots: readonly lots.Lot[];
  /** What drivers may call each lot: its name, or `lot 7` when several have the same name. */
  labels: ReadonlyMap<number, string>;
  entries: readonly Entry[];
  names: readonly { lot: lots.Lot; label: string; plainLabel: string; plainName: string; bareName: string }[];
};

type Entry = NamedSpot & { forms: readonly string[] };

/** The longest id of a choice. */
const MAX_ID_LENGTH = 200;

/** The shortest beginning of a lot's name that is recognised. */
const MIN_PART_LENGTH = 3;

const flat = (text: string): string => text.replace(/\s+/gu, " ").trim();
const bare = (name: string): string => name.replace(/^the (?=.)/, "");
const tight = (plain: string): string => plain.replaceAll(" ", "");

/** Prepares lots and spots for searching. */
export function spotNamesOf(
  all: readonly lots.Lot[],
  spots: readonly { id: number; lot_id: number; code: string }[],
): SpotNames {
  const byId = new Map(all.map((lot) => [lot.id, lot]));
  const entries = spots.flatMap((spot) => {
    const lot = byId.get(spot.lot_id);
    if (!lot) return [];
    const code = flat(spot.code);
    const plain = /^[a-z0-9]+$/i.test(code) ? code.toLowerCase() : normalizeText(code);
    return [
      { spotId: spot.id, code, lot, forms: [code, code.toUpperCase(), plain, tight(plain), latinShape(tight(plain))] },
    ];
  });
  const labels = labelsOf(all);
  const names = all.map((lot) => {
    const [label, plainName] = [labels.get(lot.id)!, normalizeText(lot.name)];
    return { lot, label, plainLabel: normalizeText(label), plainName, bareName: bare(plainName) };
  });
  return { lots: all, labels, entries, names };
}

/** The look-up of each transaction: all messages of a batch are read with the same lots and spots. */
const loaded = new WeakMap<object, SpotNames>();

/** Loads all lots and spots, once per transaction. */
export async function load(db: Kysely<DB>): Promise<SpotNames> {
  const known = loaded.get(db);
  if (known) return known;
  const spotNames = await look(db);
  if (db.isTransaction) loaded.set(db, spotNames);
  return spotNames;
}

async function look(db: Kysely<DB>): Promise<SpotNames> {
  const all = await lots.list(db);
  const { rows } = await sql<{ id: number; lot_id: number; code: string }>`
    select id, lot_id, code from spots order by lot_id, id`.execute(db);
  return spotNamesOf(all, rows);
}

function labelsOf(all: readonly lots.Lot[]): Map<number, string> {
  const names = all.map((lot) => normalizeText(lot.name));
  const taken = new Set(names);
  return new Map(
    all.map((lot, i) => {
      const alone = names[i] !== "" && names.indexOf(names[i]!) === names.lastIndexOf(names[i]!);
      if (alone) return [lot.id, flat(lot.name)];
      let label = `lot ${lot.id}`;
      while (taken.has(label)) label += ` ${lot.id}`;
      return [lot.id, label];
    }),
  );
}

/** The lots that a name may mean: those with exactly this name, else those whose name begins with it. */
export function lotsNamed(spotNames: SpotNames, { raw, plain }: Naming): lots.Lot[] {
  const written = flat(raw);
  const name = normalizeText(plain);
  const part = bare(name);
  const tests: ((one: SpotNames["names"][number]) => boolean)[] = [
    ({ label }) => label === written,
    ({ plainLabel, plainName }) => name !== "" && (plainLabel === name || plainName === name),
    ({ bareName }) => part !== "" && bareName === part,
    ({ bareName }) => part.length >= MIN_PART_LENGTH && bareName.startsWith(part),
  ];
  for (const fits of tests) {
    const found = spotNames.names.filter(fits);
    if (found.length > 0) return found.map(({ lot }) => lot);
  }
  return [];
}

/** The spots that a text may mean: `A`, `A at Market Square`. A single one is what was meant; among several the driver must choose. */
export function find(spotNames: SpotNames, { raw, plain }: Naming): NamedSpot[] {
  const written = flat(raw);
  const whole = ofCode(spotNames.entries, { raw: written, plain });
  const literal = whole.some(({ code }) => alike(code, written));
  const there = literal ? [] : spotNames.entries.filter((entry) => alike(fullName(spotNames, entry), written));
  if (there.length > 0) return there;
  if (whole.length > 0) return whole;
  for (const [text, join] of [
    [written, / (?:at|in)(?= )/giu],
    [plain, / (?:at|in)(?= )/gu],
    [plain, /(?= )/gu],
  ] as const) {
    // Tries the longest code first.
    for (const split of [...text.matchAll(join)].reverse()) {
      const code = text.slice(0, split.index);
      const lot = text.slice(split.index + split[0].length + 1);
      const named = lotsNamed(spotNames, { raw: lot, plain: lot });
      // Without "at" or "in", only a lot's whole name counts.
      const meant = new Set(
        (split[0] === "" ? named.filter((one) => normalizeText(one.name) === lot) : named).map(({ id }) => id),
      );
      const found = ofCode(
        spotNames.entries.filter((entry) => meant.has(entry.lot.id)),
        { raw: code, plain: normalizeText(code) },
      );
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** Whether two texts are equal except for case. */
const alike = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase();

/** A spot with its lot, as choices name it. */
const fullName = (spotNames: SpotNames, { code, lot }: NamedSpot): string =>
  `${code} at ${spotNames.labels.get(lot.id)}`;

/** Spots with a code: in each lot those that match most exactly. */
function ofCode(entries: readonly Entry[], { raw, plain }: Naming): NamedSpot[] {
  const asked = [
    [raw, raw.toUpperCase(), normalizeText(raw), tight(normalizeText(raw)), latinShape(tight(normalizeText(raw)))],
    // A text without polite phrases and accents cannot match a code exactly.
    [null, null, plain, tight(plain), latinShape(tight(plain))],
  ];
  const best = new Map<number, { rank: number; entries: Entry[] }>();
  for (const entry of entries) {
    const rank = entry.forms.findIndex((form, i) => form !== "" && asked.some((forms) => forms[i] === form));
    if (rank === -1) continue;
    const known = best.get(entry.lot.id);
    if (!known || rank < known.rank) best.set(entry.lot.id, { rank, entries: [entry] });
    else if (rank === known.rank) known.entries.push(entry);
  }
  return [...best.values()].flatMap((one) => one.entries);
}

/** What to tap or type to book a spot: `book A`, with the lot when other lots have that code. Null when it would be too long. */
export function bookId(spotNames: SpotNames, spotId: number): string | null {
  const place = spotNames.entries.find((entry) => entry.spotId === spotId);
  if (!place) return null;
  const ids = [`book ${place.code}`, `book ${fullName(spotNames, place)}`];
  const works = (id: string) => {
    const said = parse(null, id);
    const found = said?.kind === "book" ? find(spotNames, said.spot) : [];
    return found.length === 1 && found[0]!.spotId === spotId;
  };
  return ids.find((id) => id.length <= MAX_ID_LENGTH && works(id)) ?? null;
}

/** What to tap or type to wait for a spot of a lot. Null when it would be too long. */
export function waitId(spotNames: SpotNames, lot: lots.Lot): string | null {
  if (spotNames.lots.length === 1) return "wait";
  const id = `wait for ${spotNames.labels.get(lot.id)}`;
  const said = parse(null, id);
  const found = said?.kind === "wait" && said.lot ? lotsNamed(spotNames, said.lot) : [];
  return id.length <= MAX_ID_LENGTH && found.length === 1 && found[0]!.id === lot.id ? id : null;
}

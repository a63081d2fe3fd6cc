// Reads vCards, versions 2.1 to 4.0, as phones share them (RFC 6350, RFC 2426). Whatever is not understood is passed over.

/** A contact card; empty lists where the card says nothing. The keys are those of a card in WhatsApp's messages. */
export type Card = {
  name: { formatted_name?: string };
  phones: { phone: string; type?: string; wa_id?: string }[];
  emails: { email: string; type?: string }[];
  org: { company?: string; department?: string; title?: string };
  addresses: { street?: string; city?: string; state?: string; zip?: string; country?: string; type?: string }[];
  urls: { url: string; type?: string }[];
  birthday?: string;
};

/** Longer sources are cut: a card has a few hundred characters, and a picture in it is not read. */
const MAX_LENGTH = 1_000_000;
const MAX_CARDS = 100;
/** How many numbers, addresses and the like are read of a card, and of how many characters. */
const [MAX_VALUES, MAX_VALUE] = [50, 500];

type Property = { name: string; types: string[]; parameters: Map<string, string>; value: string };

/** The cards in a text, in its order. Never throws. */
export function readVcards(source: string): Card[] {
  const cards: Card[] = [];
  let card: Card | null = null;
  for (const line of unfold(source.slice(0, MAX_LENGTH))) {
    const property = read(line);
    if (property === null) continue;
    const { name, value } = property;
    if (name === "BEGIN" && value.toUpperCase() === "VCARD") {
      if (cards.length === MAX_CARDS) break;
      card = { name: {}, phones: [], emails: [], org: {}, addresses: [], urls: [] };
      cards.push(card);
    } else if (name === "END") card = null;
    else if (card) add(card, property);
  }
  return cards;
}

/** The lines of a source: one that begins with a space or tab continues the one before, as does one after a soft break of quoted-printable. */
function* unfold(source: string): Generator<string> {
  let parts: string[] = [];
  for (const line of source.split(/\r\n|\r|\n/)) {
    const last = parts.at(-1);
    if (last !== undefined && /^[ \t]/.test(line)) parts.push(line.slice(1));
    else if (last?.endsWith("=") && /QUOTED-PRINTABLE/i.test(parts[0]!.slice(0, 200))) {
      parts[parts.length - 1] = last.slice(0, -1);
      parts.push(line);
    } else {
      if (last !== undefined) yield parts.join("");
      parts = [line];
    }
  }
  if (parts.length > 0) yield parts.join("");
}

/** One property, `item1.TEL;type=CELL;waid=15550100002:+1 555 010 0002`; null when the line is none. */
function read(line: string): Property | null {
  const colon = colonOf(line);
  if (colon < 0) return null;
  const [full = "", ...given] = line.slice(0, colon).split(";");
  const parameters = new Map<string, string>();
  const types: string[] = [];
  for (const one of given.slice(0, 20)) {
    const [key = "", text] = one.split("=", 2);
    // Version 2.1 names types without `type=`.
    const values = (text ?? key).replaceAll('"', "").split(",");
    if (text === undefined || key.toUpperCase() === "TYPE") types.push(...values);
    else parameters.set(key.toUpperCase(), values[0]!);
  }
  const printable = (parameters.get("ENCODING") ?? types.join()).toUpperCase().includes("QUOTED-PRINTABLE");
  const value = line.slice(colon + 1, colon + 1 + MAX_VALUE * 4);
  return {
    name: full.slice(full.lastIndexOf(".") + 1).toUpperCase(),
    types,
    parameters,
    value: (printable ? decoded(value) : value).trim(),
  };
}

/** The place of the first colon outside quotes; -1 when there is none. */
function colonOf(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ":" && !quoted) return i;
  }
  return -1;
}

function decoded(value: string): string {
  const bytes = Buffer.from(value, "utf8")
    .toString("latin1")
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function add(card: Card, { name, types, parameters, value }: Property): void {
  const type = types
    .map((one) => one.toUpperCase())
    .find((one) => /^(CELL|MOBILE|HOME|WORK|MAIN|FAX|IPHONE)$/.test(one));
  const typed = type === undefined ? {} : { type };
  const text = plain(value);
  if (text === "") return;
  switch (name) {
    case "FN":
      card.name.formatted_name = text;
      break;
    case "N":
      card.name = { ...given({ formatted_name: nameOf(value) }), ...card.name };
      break;
    case "TEL":
      push(card.phones, { phone: text.replace(/^tel:/i, ""), ...typed, ...waIdOf(parameters) });
      break;
    case "EMAIL":
      push(card.emails, { email: text.replace(/^mailto:/i, ""), ...typed });
      break;
    case "ORG": {
      const [company, department] = parts(value);
      if (company) card.org.company ??= company;
      if (department) card.org.department ??= department;
      break;
    }
    case "TITLE":
      card.org.title ??= text;
      break;
    case "ADR": {
      const [box, more, street, city, state, zip, country] = parts(value);
      const full = [box, more, street].filter(Boolean).join(", ");
      push(card.addresses, { ...given({ street: full, city, state, zip, country }), ...typed });
      break;
    }
    case "URL":
      push(card.urls, { url: text, ...typed });
      break;
    case "BDAY":
      card.birthday ??= text.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
  }
}

function push<T>(list: T[], one: T): void {
  if (list.length < MAX_VALUES) list.push(one);
}

const waIdOf = (parameters: Map<string, string>): { wa_id?: string } => given({ wa_id: parameters.get("WAID") });

/** The keys whose text is not empty. */
function given<K extends string>(texts: Record<K, string | undefined>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text)) as Partial<Record<K, string>>;
}

/** `Uno;Beto;;Dr.;` is "Dr. Beto Uno"; undefined when all parts are empty. */
function nameOf(value: string): string | undefined {
  const [last, first, middle, before, after] = parts(value);
  return [before, first, middle, last, after].filter(Boolean).join(" ") || undefined;
}

/** The parts between semicolons that are not escaped. */
const parts = (value: string): string[] => (value.match(/(?:\\[\s\S]|[^;\\])+|(?<=^|;)(?=;|$)/g) ?? []).map(plain);

/** A value without escapes, on one line. */
const plain = (value: string): string =>
  value
    .replaceAll(/\\([\s\S])/g, (_, letter: string) => (letter === "n" || letter === "N" ? " " : letter))
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, MAX_VALUE)
    .toWellFormed();

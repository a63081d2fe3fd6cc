// What the forms of other kinds of messages make: from what was typed to the content of a message, and back.
import type { OutboundContent } from "../sending.ts";

/** A file above a text. */
export type HeaderFile = Exclude<NonNullable<Extract<OutboundContent, { type: "buttons" }>["header"]>, string>;

/** How a file above a text is called. */
export const nameOf = (file: HeaderFile): string =>
  file.filename ?? ("link" in file ? (new URL(file.link).pathname.split("/").at(-1) ?? file.link) : file.type);

/** A form's fields, all as typed. */
export type Fields = {
  text: string;
  header: string;
  footer: string;
  label: string;
  url: string;
  /** One choice a line; in a list a description may follow after a bar. */
  choices: string;
  name: string;
  address: string;
  place: string;
  company: string;
  /** One a line. */
  phones: string;
  emails: string;
  /** Above the text, in place of the header. */
  file: HeaderFile | null;
};

/** The fields of an empty form. */
export const blankFields: Fields = {
  text: "",
  header: "",
  footer: "",
  label: "",
  url: "",
  choices: "",
  name: "",
  address: "",
  place: "",
  company: "",
  phones: "",
  emails: "",
  file: null,
};

/** The kinds that have a form, in the order of the menu. */
export const formKinds = [
  "location",
  "contacts",
  "buttons",
  "list",
  "link_button",
  "location_request",
  "number_request",
  "call_request",
] as const;

export type FormKind = (typeof formKinds)[number];

/** Why a form cannot be sent, as a key of the strings. */
type Fault = "kind_place_fault" | "kind_number_fault" | "kind_choices_fault" | "kind_rows_fault" | "kind_url_fault";

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A text under a name, or nothing when it is blank. */
const given = <N extends string>(name: N, text: string): { [K in N]?: string } =>
  text.trim() === "" ? {} : ({ [name]: text.trim() } as { [K in N]: string });

/** What stands above the text: the file, or the line. */
const heading = ({ file, header }: Fields) => (file === null ? given("header", header) : { header: file });

/** The part of a map's address that has the place: of other numbers in it (a zoom, an id) none is meant. */
const mapPart = (text: string): string => /(?:@|[?&](?:q|query|ll)=|#map=\d+\/)(.*)/.exec(text)?.[1] ?? text;

/** Latitude and longitude in what was typed or pasted: two numbers, also inside a map's address. */
export function placeIn(text: string): { latitude: number; longitude: number } | null {
  const found = /(-?\d{1,3}(?:\.\d+)?)(?:\s*,\s*|%2C|\/|\s+)(-?\d{1,3}(?:\.\d+)?)(?![\d.])/i.exec(mapPart(text));
  const [latitude, longitude] = [Number(found?.[1] ?? Number.NaN), Number(found?.[2] ?? Number.NaN)];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

/** What a choice sends when it is tapped: what it sent before the form was opened, else its title. */
function idsIn(before: OutboundContent | undefined): (title: string) => string {
  const choices =
    before?.type === "buttons"
      ? before.buttons
      : before?.type === "list"
        ? before.sections.flatMap(({ rows }) => rows)
        : [];
  const ids = new Map(choices.map(({ id, title }) => [title, id]));
  return (title) => ids.get(title) ?? title;
}

/** The content of a form, or why there is none yet. `before`: what the form began with. */
export function contentOf(
  kind: FormKind,
  fields: Fields,
  before?: OutboundContent,
): OutboundContent | { fault: Fault } {
  const text = fields.text.trim();
  const idOf = idsIn(before);
  switch (kind) {
    case "location": {
      const place = placeIn(fields.place);
      if (place === null) return { fault: "kind_place_fault" };
      return { type: kind, ...place, ...given("name", fields.name), ...given("address", fields.address) };
    }
    case "contacts": {
      const [phones, emails] = [linesOf(fields.phones), linesOf(fields.emails)];
      if (phones.length + emails.length === 0) return { fault: "kind_number_fault" };
      const card = { name: fields.name.trim(), ...given("company", fields.company), phones };
      return { type: kind, contacts: [emails.length === 0 ? card : { ...card, emails }] };
    }
    case "buttons": {
      const titles = linesOf(fields.choices);
      if (titles.length < 1 || titles.length > 3) return { fault: "kind_choices_fault" };
      const buttons = titles.map((title) => ({ id: idOf(title), title }));
      return { type: kind, ...heading(fields), text, ...given("footer", fields.footer), buttons };
    }
    case "list": {
      const rows = linesOf(fields.choices).map((line) => {
        const [title = "", ...rest] = line.split("|");
        return { id: idOf(title.trim()), title: title.trim(), ...given("description", rest.join("|")) };
      });
      if (rows.length < 1 || rows.length > 10) return { fault: "kind_rows_fault" };
      return { type: kind, text, ...given("footer", fields.footer), button: fields.label.trim(), sections: [{ rows }] };
    }
    case "link_button": {
      const url = fields.url.trim();
      if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return { fault: "kind_url_fault" };
      const words = { ...heading(fields), text, ...given("footer", fields.footer) };
      return { type: kind, ...words, label: fields.label.trim(), url };
    }
    default:
      return { type: kind, text };
  }
}

/** Whether a form has all of a content: not a list in parts, nor several cards. */
export const fitsForm = (content: OutboundContent): boolean =>
  content.type === "list"
    ? content.sections.length === 1 && content.sections[0]!.title === undefined
    : content.type === "contacts"
      ? content.contacts.length === 1
      : content.type !== "reaction";

/** The fields of the form that makes this content. */
export function fieldsOf(content: OutboundContent): Fields {
  const above = "header" in content ? content.header : undefined;
  const words = {
    ...blankFields,
    ...("text" in content ? { text: content.text } : {}),
    ...(typeof above === "string" ? { header: above } : { file: above ?? null }),
  };
  switch (content.type) {
    case "location": {
      const { latitude, longitude, name = "", address = "" } = content;
      return { ...words, place: `${latitude}, ${longitude}`, name, address };
    }
    case "contacts": {
      const { name = "", company = "", phones = [], emails = [] } = content.contacts[0] ?? {};
      return { ...words, name, company, phones: phones.join("\n"), emails: emails.join("\n") };
    }
    case "buttons":
      return { ...words, footer: content.footer ?? "", choices: content.buttons.map(({ title }) => title).join("\n") };
    case "list": {
      const rows = content.sections.flatMap((section) => section.rows);
      const choices = rows.map(({ title, description }) => (description ? `${title} | ${description}` : title));
      return { ...words, footer: content.footer ?? "", label: content.button, choices: choices.join("\n") };
    }
    case "link_button": {
      const { footer = "", label, url } = content;
      return { ...words, footer, label, url };
    }
    default:
      return words;
  }
}

// Meta's limits on lengths and counts, checked before a draft is queued; each fault is a sentence. The limits of the kinds in
// contract/outgoing-kinds.ts are in outgoing-limits.ts.
import { templateValueFault } from "../../base/template-values.ts";
import {
  type ButtonsDraft,
  type Draft,
  fileOf,
  type ListDraft,
  type LocationDraft,
  type MediaDraft,
  type OutgoingFile,
  type TemplateDraft,
} from "../../contract/outbound.ts";
import { count, isWebLink, optional, span, unique } from "./checks.ts";
import { fileFaults } from "./file-limits.ts";
import { headingFaults, otherFaults } from "./outgoing-limits.ts";

/** What Meta would not accept in a draft; empty when it is fine. (Meta: Cloud API, messages; interactive lists and buttons.) */
export function faultsOf(draft: Draft, file?: OutgoingFile): string[] {
  const faults: (string | null)[] = draft.replyTo === "" ? ["The id of the quoted message is empty."] : [];
  switch (draft.type) {
    case "text":
      faults.push(span("The text", draft.text, 4096));
      break;
    case "buttons":
      faults.push(...buttonFaults(draft));
      break;
    case "list":
      faults.push(...listFaults(draft));
      break;
    case "template":
      faults.push(...templateFaults(draft));
      break;
    case "media":
      faults.push(...mediaFaults(draft));
      break;
    case "location":
      faults.push(...locationFaults(draft));
      break;
    default:
      faults.push(...otherFaults(draft, draft.replyTo !== undefined));
  }
  const named = fileOf(draft);
  if (named && file) faults.push(...fileFaults("kind" in named ? named : { kind: named.type }, file));
  return faults.filter((fault) => fault !== null);
}

function buttonFaults({ header, text, footer, buttons }: ButtonsDraft): (string | null)[] {
  return [
    ...headingFaults(header),
    span("The text", text, 1024),
    optional("The footer", footer, 60),
    count("Buttons", buttons.length, 1, 3),
    ...buttons.flatMap(({ id, title }) => [
      span(`The title of button "${title}"`, title, 20),
      span(`The id of button "${title}"`, id, 200),
    ]),
    unique(
      "The button title",
      buttons.map((button) => button.title),
    ),
    unique(
      "The button id",
      buttons.map((button) => button.id),
    ),
  ];
}

function listFaults({ text, footer, button, sections }: ListDraft): (string | null)[] {
  const rows = sections.flatMap((section) => section.rows);
  return [
    span("The text", text, 4096),
    optional("The footer", footer, 60),
    span("The label of the list's button", button, 20),
    count("Sections", sections.length, 1, 10),
    count("Rows in all sections together", rows.length, 1, 10),
    ...sections.flatMap(({ title, rows: inside }, i) => [
      title === undefined && sections.length > 1 ? `Section ${i + 1} needs a title, because there are several.` : null,
      optional(`The title of section ${i + 1}`, title, 24),
      inside.length === 0 ? `Section ${i + 1} has no rows.` : null,
    ]),
    ...rows.flatMap(({ id, title, description }) => [
      span(`The title of row "${title}"`, title, 24),
      span(`The id of row "${title}"`, id, 200),
      optional(`The description of row "${title}"`, description, 72),
    ]),
    unique(
      "The row id",
      rows.map((row) => row.id),
    ),
  ];
}

function templateFaults({
  name,
  language,
  parameters,
  named = {},
  header,
  buttons = [],
}: TemplateDraft): (string | null)[] {
  const total = [...parameters, ...Object.values(named)].reduce((sum, value) => sum + value.length, 0);
  return [
    span("The template's name", name, 512),
    /^[a-z0-9_]*$/.test(name.trim())
      ? null
      : `"${name.slice(0, 60)}" is not a template's name: those have small letters, digits and underscores.`,
    /^[a-z]{2,3}(_[A-Za-z0-9]{2,8})?$/.test(language)
      ? null
      : `"${language}" is not a template language such as en or en_US.`,
    ...parameters.map((value, i) => templateValueFault(value, i + 1)),
    ...Object.entries(named).map(([place, value]) => templateValueFault(value, place)),
    ...headerFaults(header),
    ...buttons.flatMap(({ index, type, value }) => [
      span(`The value of button ${index + 1}`, value, type === "url" ? 2000 : type === "copy_code" ? 15 : 256),
    ]),
    total > LONGEST_TEMPLATE
      ? `The template's values have ${total} characters together; its text may have ${LONGEST_TEMPLATE} with them. Shorten them.`
      : null,
  ];
}

function headerFaults(header: TemplateDraft["header"]): (string | null)[] {
  if (header === undefined) return [];
  if (header.type === "text")
    return [templateValueFault(header.text, header.name ?? 1), span("The value of the header", header.text, 60)];
  if (header.type === "location")
    return [
      ...locationFaults({ ...header, type: "location" }),
      span("The place's name", header.name, 1000),
      span("The place's address", header.address, 1000),
    ];
  return headingFaults(header);
}

/** Characters of a template's text with its values filled in. (Meta: templates, components.) */
const LONGEST_TEMPLATE = 1024;

function mediaFaults({ kind, link, caption, fileName }: MediaDraft): (string | null)[] {
  const bare = kind === "audio" || kind === "sticker";
  return [
    link === undefined || isWebLink(link) ? null : "The file's link must be a public http or https address.",
    bare && caption !== undefined ? `WhatsApp shows no caption with ${kind}. Send the text on its own.` : null,
    bare ? null : optional("The caption", caption, 1024),
    optional("The file name", fileName, 240),
  ];
}

function locationFaults({ latitude, longitude }: LocationDraft): (string | null)[] {
  return [
    Math.abs(latitude) <= 90 ? null : `The latitude ${latitude} is not between -90 and 90.`,
    Math.abs(longitude) <= 180 ? null : `The longitude ${longitude} is not between -180 and 180.`,
  ];
}

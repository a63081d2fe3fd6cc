// Validates the `interactive` part of a send request: buttons, lists, links, location requests, with their limits (Meta: messages API).
import type { Choice, Content, Heading, Section } from "../chat/message.ts";
import { isObject } from "../http.ts";
import { listAt, objectAt, onlyKeys, optionalText, textAt, unique } from "./check.ts";
import { GraphError } from "./errors.ts";
import { fileAbove, type Kept, kindAbove } from "./file-part.ts";

/** What the phone shows for it. Throws GraphError 100, 131008 or 131009. */
export function interactive(part: Record<string, unknown>, kept: Kept): Content {
  const type = textAt(part, "type", "interactive['type']", 64);
  const action = objectAt(part, "action", "interactive['action']");
  switch (type) {
    case "button":
      return { type: "buttons", ...heading(part, kept), ...frame(part, 1024), buttons: buttons(action) };
    case "list":
      return {
        type: "list",
        ...lineAbove(part),
        ...frame(part, 4096),
        button: textAt(action, "button", "interactive['action']['button']", 20),
        sections: sections(action),
      };
    case "cta_url": {
      named(action, "cta_url");
      const parameters = objectAt(action, "parameters", "interactive['action']['parameters']");
      const label = textAt(parameters, "display_text", "display_text", 20);
      const url = textAt(parameters, "url", "url", 2000);
      if (!/^https?:\/\/[^/\s]+/.test(url)) throw new GraphError(131009, "url must be an http or https address.");
      return { type: "link", ...heading(part, kept), ...frame(part, 1024), label, url };
    }
    case "location_request_message":
      return { type: "location_request", text: request(part, action, "send_location") };
    case "request_contact_info":
      return { type: "number_request", text: request(part, action, "request_contact_info") };
    // Neither header nor footer, and the body is optional (Meta: call permission requests).
    case "call_permission_request":
      onlyKeys(part, "interactive", ["type", "body", "action"]);
      named(action, "call_permission_request");
      return { type: "call_request", text: part.body === undefined ? "" : frame(part, 1024).text };
    case "flow":
    case "product":
    case "product_list":
    case "catalog_message":
    case "order_details":
      return { type: "other", name: `interactive ${type}` };
    default:
      throw new GraphError(131009, `Param interactive['type'] must not be "${type}".`);
  }
}

/** The text of a request for a location or a number, which has a body alone (Meta: location requests, contact information requests). */
function request(part: Record<string, unknown>, action: Record<string, unknown>, name: string): string {
  onlyKeys(part, "interactive", ["type", "body", "action"]);
  named(action, name);
  return frame(part, 1024).text;
}

/** Throws 131009 unless the action has this name. */
function named(action: Record<string, unknown>, name: string): void {
  if (action.name !== name) throw new GraphError(131009, `Param interactive['action']['name'] must be ${name}.`);
}

function frame(part: Record<string, unknown>, max: number) {
  onlyKeys(part, "interactive", ["type", "header", "body", "footer", "action"]);
  const body = objectAt(part, "body", "interactive['body']");
  const text = textAt(body, "text", "interactive['body']['text']", max);
  const footer = isObject(part.footer)
    ? optionalText(part.footer, "text", "interactive['footer']['text']", 60)
    : undefined;
  return { text, ...(footer ? { footer } : {}) };
}

/** A line above the text. */
function lineAbove({ header }: Record<string, unknown>): { header?: string } {
  if (!isObject(header)) return {};
  if (header.type === "text") return { header: textAt(header, "text", "interactive['header']['text']", 60) };
  throw new GraphError(131009, `Param interactive['header']['type'] must not be "${String(header.type)}".`);
}

/** A line or a file above the text. */
function heading(part: Record<string, unknown>, kept: Kept): Heading {
  const kind = kindAbove(part.header);
  return kind === null ? lineAbove(part) : { file: fileAbove(kind, part.header as Record<string, unknown>, kept) };
}

function buttons(action: Record<string, unknown>): Choice[] {
  const path = "interactive['action']['buttons']";
  const read = listAt(action, "buttons", path, 1, 3).map((button) => {
    if (!isObject(button) || button.type !== "reply") throw new GraphError(131009, `${path}: type must be reply.`);
    const reply = objectAt(button, "reply", `${path}['reply']`);
    return { id: textAt(reply, "id", `${path}['reply']['id']`, 256), title: textAt(reply, "title", "title", 20) };
  });
  unique(
    read.map(({ title }) => title),
    "button title",
  );
  unique(
    read.map(({ id }) => id),
    "button id",
  );
  return read;
}

function sections(action: Record<string, unknown>): Section[] {
  const path = "interactive['action']['sections']";
  const given = listAt(action, "sections", path, 1, 10);
  const read = given.map((section): Section => {
    if (!isObject(section)) throw new GraphError(100, `${path}: a section must be a JSON object.`);
    const title = optionalText(section, "title", `${path}['title']`, 24);
    if (given.length > 1 && !title) throw new GraphError(131008, `${path}['title'] is required with several sections.`);
    const rows = listAt(section, "rows", `${path}['rows']`, 1, 10).map(row);
    return { ...(title ? { title } : {}), rows };
  });
  const rows = read.flatMap((section) => section.rows);
  if (rows.length > 10)
    throw new GraphError(131009, `Total row count exceed max allowed count: 10, got ${rows.length}`);
  unique(
    rows.map(({ id }) => id),
    "row id",
  );
  return read;
}

function row(value: unknown): Choice {
  if (!isObject(value)) throw new GraphError(100, "A row must be a JSON object.");
  onlyKeys(value, "rows", ["id", "title", "description"]);
  const description = optionalText(value, "description", "row description", 72);
  return {
    id: textAt(value, "id", "row id", 200),
    title: textAt(value, "title", "row title", 24),
    ...(description ? { description } : {}),
  };
}

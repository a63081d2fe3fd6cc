// Buttons, lists, link buttons and locations at Twilio: each is a Content, created once and sent by its SID within the 24-hour window, without
// approval. (Twilio: Content API, session messages.) Twilio itself keeps what was made before: the hash is in the name.
import { createHash } from "node:crypto";
import type { HttpRequest, HttpResult } from "../../base/http-request.ts";
import { parseJson } from "../../base/text.ts";
import type { JsonObject } from "../../contract/inbound.ts";
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { LinkButtonDraft } from "../../contract/outgoing-kinds.ts";

/** The start of the names of our contents. */
const PREFIX = "bellhop-session-";
/** A content is deleted some days after it was made: the bot's answers are seldom worded alike for longer. Taps on sent messages keep working. */
const MAX_AGE_MS = 3 * 24 * 3_600_000;
/** How often old contents are looked for. */
const SWEEP_MS = 6 * 3_600_000;
/** For how long drafts go as text after the Content API has refused or not answered. */
const REST_MS = 60_000;
/** The most contents that are deleted in one go. */
const MAX_DELETED = 500;

/** A request to the Content API. */
export type AskContent = (
  request: Pick<HttpRequest, "method" | "path"> & { body?: string },
  signal?: AbortSignal,
) => Promise<HttpResult>;

/** A content as it is sent: its SID, and the values of its variables. */
export type SessionContent = { sid: string; variables: Record<string, string> };

/** The contents of one account. */
export type SessionContents = {
  /** A draft's content, made if need be; null: it goes as text. `file`: the address of its kept file. */
  contentOf(draft: Draft, file?: string, signal?: AbortSignal): Promise<SessionContent | null>;
  /** Twilio does not know a SID any more, or refused to send it: drafts with it go as text for a while. */
  refused(sid: string): void;
};

/** The types of a draft's content; null where Twilio has none, or its limits are exceeded. (Twilio: Content API, limits by type.) */
export function contentTypes(draft: Draft, file?: string): JsonObject | null {
  switch (draft.type) {
    case "buttons": {
      const actions = draft.buttons.map(({ id, title }) => ({ type: "QUICK_REPLY", title, id }));
      const fits = actions.every(({ id, title }) => title.length <= 20 && id.length <= 200);
      const media = mediaOf(draft.header, file);
      if (media !== null) return fits ? cardOf(draft, media, actions) : null;
      const body = bodyOf(draft);
      return fits && body.length <= 1024 ? { "twilio/quick-reply": { body, actions } } : null;
    }
    case "list": {
      const body = bodyOf(draft);
      const rows = draft.sections.flatMap((section) => section.rows);
      const items = rows.map(({ id, title, description }) => ({
        item: title,
        id,
        ...(description === undefined ? {} : { description }),
      }));
      const fits =
        body.length <= 1024 &&
        draft.button.length <= 20 &&
        rows.every(
          ({ id, title, description = "" }) => title.length <= 24 && id.length <= 200 && description.length <= 72,
        );
      return fits ? { "twilio/list-picker": { body, button: draft.button, items } } : null;
    }
    case "link_button": {
      const actions = [{ type: "URL", title: draft.label, url: draft.url }];
      const media = mediaOf(draft.header, file);
      if (media !== null) return draft.label.length <= 20 ? cardOf(draft, media, actions) : null;
      const body = bodyOf(draft);
      return body.length <= 640 && draft.label.length <= 20 ? { "twilio/call-to-action": { body, actions } } : null;
    }
    case "location": {
      const { latitude, longitude, name, address } = draft;
      const words = { ...(name === undefined ? {} : { label: name }), ...(address === undefined ? {} : { address }) };
      return { "twilio/location": { latitude, longitude, ...words } };
    }
    default:
      return null;
  }
}

type Worded = { header?: LinkButtonDraft["header"]; text: string; footer?: string };

const bodyOf = ({ header, text, footer }: Worded): string =>
  [typeof header === "string" && header !== "" ? `*${header}*` : "", text, footer].filter(Boolean).join("\n\n");

/** A text below a file. (Twilio: Content types, card; media.) */
function cardOf({ text, footer }: Worded, media: string, actions: object[]): JsonObject | null {
  const fits = text.length <= 1024 && (footer ?? "").length <= 60;
  return fits
    ? { "whatsapp/card": { body: text, ...(footer ? { footer } : {}), media: [media], actions } as JsonObject }
    : null;
}

/** The address of the file above a text. That of a kept file is another with each message, so it is a variable after the host. */
function mediaOf(header: Worded["header"], file: string | undefined): string | null {
  if (typeof header !== "object") return null;
  if (header.link !== undefined) return header.link;
  return file === undefined ? null : `${new URL(file).origin}/{{1}}`;
}

/** The values of the variables of a content. */
const variablesOf = (draft: Draft, file: string | undefined): Record<string, string> =>
  file !== undefined && draft.type !== "media" && fileOf(draft) !== null
    ? { "1": file.slice(new URL(file).origin.length + 1) }
    : {};

/** The body that Twilio's list of messages shows for a draft that went as a content; null when it cannot have gone as one. */
export function contentBody(draft: Draft): string | null {
  const [content] = Object.values(contentTypes(draft, "https://file.invalid/") ?? {}) as JsonObject[];
  return content === undefined ? null : typeof content.body === "string" ? content.body : "";
}

const hashOf = (types: JsonObject): string =>
  createHash("sha256").update(JSON.stringify(types)).digest("hex").slice(0, 32);

/** The request that makes a content. */
const creation = (hash: string, types: JsonObject) => ({
  ...{ method: "POST" as const, path: "/v1/Content" },
  body: JSON.stringify({ friendly_name: PREFIX + hash, language: "en", variables: {}, types }),
});

/** Contents by `ask`, which calls the Content API of one account. Faults are answers like others: the draft then goes as text. */
export function createSessionContents(ask: AskContent, clock: () => number = Date.now): SessionContents {
  const sids = new Map<string, { sid: string; at: number }>();
  const refusedHashes = new Set<string>();
  let [restUntil, sweptAt] = [0, 0];
  const rest = () => {
    restUntil = clock() + REST_MS;
    return null;
  };

  /** Learns what is there from an earlier run, and deletes what is old. */
  async function sweep(): Promise<void> {
    sweptAt = clock();
    const ours = await listOurs(ask);
    if (ours === null) return void rest();
    const isOld = (at: number) => clock() - at >= MAX_AGE_MS;
    for (const { sid, hash, at } of ours) if (!isOld(at) && !sids.has(hash)) sids.set(hash, { sid, at });
    const old = ours.filter(({ at }) => isOld(at)).slice(0, MAX_DELETED);
    for (const [hash, { at }] of sids) if (isOld(at)) sids.delete(hash);
    for (const { sid } of old) await ask({ method: "DELETE", path: `/v1/Content/${sid}` });
  }

  async function create(hash: string, types: JsonObject, signal?: AbortSignal): Promise<string | null> {
    const answer = await ask(creation(hash, types), signal);
    if (answer.kind !== "answered") return rest();
    const made = read(answer.body);
    if (answer.status === 201 && typeof made?.sid === "string") {
      sids.set(hash, { sid: made.sid, at: clock() });
      return made.sid;
    }
    // A fault of this content stays one; anything else is one of the account or the moment.
    if (answer.status === 400) refusedHashes.add(hash);
    else rest();
    return null;
  }

  async function sidOf(types: JsonObject, signal?: AbortSignal): Promise<string | null> {
    const hash = hashOf(types);
    if (refusedHashes.has(hash)) return null;
    if (sweptAt === 0) await sweep();
    else if (clock() - sweptAt > SWEEP_MS) void sweep();
    if (clock() < restUntil) return null;
    const known = sids.get(hash);
    // Before it is deleted, so that a message on its way does not name one that is gone.
    if (known !== undefined && clock() - known.at < MAX_AGE_MS - SWEEP_MS) return known.sid;
    return create(hash, types, signal);
  }

  return {
    async contentOf(draft, file, signal) {
      const types = contentTypes(draft, file);
      if (types === null || clock() < restUntil) return null;
      const sid = await sidOf(types, signal);
      return sid === null ? null : { sid, variables: variablesOf(draft, file) };
    },
    refused(sid) {
      for (const [hash, one] of sids) if (one.sid === sid) sids.delete(hash);
      rest();
    },
  };
}

/** Our contents in the account; null when Twilio did not answer. */
async function listOurs(ask: AskContent): Promise<Ours[] | null> {
  const ours: Ours[] = [];
  let path: string | null = `/v2/Content?ContentName=${PREFIX}&PageSize=500`;
  for (let pages = 0; path !== null && pages < 20; pages++) {
    const page = await ask({ method: "GET", path });
    if (page.kind !== "answered") return null;
    const body = page.status === 200 ? read(page.body) : null;
    ours.push(...oursIn(body));
    path = nextPage(body);
  }
  return ours;
}

type Ours = { sid: string; hash: string; at: number };

/** Our contents on a page of Twilio's list. */
function* oursIn(body: JsonObject | null): Generator<Ours> {
  for (const one of Array.isArray(body?.contents) ? (body.contents as JsonObject[]) : []) {
    const { sid, friendly_name: name, date_created: created } = one;
    if (typeof sid !== "string" || typeof name !== "string" || !name.startsWith(PREFIX)) continue;
    yield { sid, hash: name.slice(PREFIX.length), at: typeof created === "string" ? Date.parse(created) : 0 };
  }
}

/** The path of the next page on the same host; null at the end. */
function nextPage(body: JsonObject | null): string | null {
  const meta = body?.meta as JsonObject | undefined;
  const next = typeof meta?.next_page_url === "string" ? URL.parse(meta.next_page_url) : null;
  return next === null ? null : next.pathname + next.search;
}

function read(text: string): JsonObject | null {
  const parsed = parseJson(text);
  const value = "value" in parsed ? parsed.value : null;
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** Twilio's errors that say that a content cannot be sent, so that the text is sent instead. (Twilio: error dictionary.) */
export const contentErrors: ReadonlySet<number> = new Set([21655, 21656, 63005, 63021, 63027, 63028, 63030]);

// The templates that the providers listed: reading them, and whether each can be sent.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ProviderTemplate, TemplateContent, TemplateStatus } from "../../contract/templates.ts";

/** A template of an account. */
export type Template = ProviderTemplate & {
  id: number;
  provider: Provider;
  accountId: string;
  syncedAt: Date;
};

/** Which templates. */
export type TemplateFilter = {
  id?: number;
  account?: { provider: Provider; accountId: string };
  /** Those that this number may send. */
  channelId?: number;
  status?: TemplateStatus;
  name?: string;
  /** Part of a name or of the text, whatever the case. */
  text?: string;
};

/** The templates that the providers list now, by name and language. */
export async function findTemplates(db: Kysely<DB> | Transaction<DB>, filter: TemplateFilter): Promise<Template[]> {
  let query = db.selectFrom("templates").selectAll().where("gone_at", "is", null);
  if (filter.id !== undefined) query = query.where("id", "=", filter.id);
  if (filter.account !== undefined)
    query = query.where("provider", "=", filter.account.provider).where("account_id", "=", filter.account.accountId);
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  if (filter.name !== undefined) query = query.where("name", "=", filter.name);
  if (filter.channelId !== undefined)
    query = query.where(
      sql<boolean>`(provider, account_id) in (select provider, account_id from channels where id = ${filter.channelId})`,
    );
  if (filter.text !== undefined)
    query = query.where(
      sql<boolean>`position(lower(${filter.text}) in lower(name || ' ' || (content -> 'body' ->> 'text'))) > 0`,
    );
  const rows = await query.orderBy("name").orderBy("language").orderBy("id").execute();
  return rows.map((row) => ({
    id: row.id,
    provider: row.provider as Provider,
    accountId: row.account_id,
    providerId: row.provider_id,
    name: row.name,
    language: row.language,
    status: row.status as TemplateStatus,
    category: row.category as Template["category"],
    quality: row.quality as Template["quality"],
    rejectedReason: row.rejected_reason,
    parameterFormat: row.parameter_format as Template["parameterFormat"],
    syncedAt: row.synced_at,
    ...(row.content as unknown as TemplateContent),
  }));
}

/** Why a template in a status cannot be sent, as the end of a sentence that begins with the template. */
const REFUSED: Record<TemplateStatus, string | null> = {
  approved: null,
  pending: "waits for Meta's review, which takes up to 24 hours.",
  in_appeal: "was rejected, and the appeal is not decided yet.",
  rejected: "was rejected by Meta. Edit it and submit it again.",
  paused: "is paused because recipients rated it badly. Wait until Meta lifts the pause, or send another one.",
  disabled: "was disabled by Meta for good. Send another one.",
  limit_exceeded: "cannot be sent because the account has too many templates. Delete some that nobody needs.",
  archived: "is archived. Take it out of the archive in WhatsApp Manager.",
  pending_deletion: "is being deleted. Send another one.",
  deleted: "was deleted. Send another one.",
  unsubmitted: "was never submitted for approval. Submit it first.",
  received: "waits for Twilio to pass it on to Meta. In Twilio's sandbox that never happens.",
  unknown: "has a status that Bellhop does not know. Look at it in the provider's console.",
};

/** Why a template cannot be sent while the window is closed, as a sentence; null when it can. */
export function whyNotSendable(template: Template): string | null {
  const { name, status, rejectedReason, unsupported } = template;
  const refused = REFUSED[status];
  const reason =
    status === "rejected" && rejectedReason !== null ? ` The reason: ${rejectedReason.replace(/\.$/, "")}.` : "";
  if (refused !== null) return `The template ${name} ${refused}${reason}`;
  return unsupported.length === 0
    ? null
    : `The template ${name} has a part that cannot be filled here (${unsupported.join(", ")}). Send it from the provider's console.`;
}

/** Why a template cannot be edited, as a sentence; null when it can. (Meta: message templates, edit; Twilio: Content API, update.) */
export function whyNotEditable({ provider, name, status, unsupported }: Template): string | null {
  if (unsupported.length > 0)
    return `The template ${name} has a part that cannot be written here (${unsupported.join(", ")}). Edit it in the provider's console.`;
  if (provider === "twilio")
    return status === "unsubmitted"
      ? null
      : `Twilio lets nobody change a template that was submitted. Copy ${name} under a new name.`;
  return ["approved", "rejected", "paused"].includes(status)
    ? null
    : `Meta lets nobody edit ${name} now: only what is approved, rejected or paused.`;
}

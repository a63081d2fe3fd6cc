// Checks a template before it is queued against what its provider lists, so that it is refused here and not at the provider.
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { near } from "../../base/near.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { TemplateDraft } from "../../contract/outbound.ts";
import type { TemplateCategory } from "../../contract/templates.ts";
import { fitValues } from "./fit.ts";
import { findTemplates, type Template, whyNotSendable } from "./templates.ts";

/** The account whose templates a number may send. */
export type TemplateAccount = { provider: Provider; accountId: string | null };

/**
 * The draft with its values as the provider takes them, the text that the customer reads, and the category; null where the account's templates were never
 * read, so that nothing is known of them. Throws BAD_DRAFT with all faults: an unknown name or language, a template that cannot be sent now,
 * values that do not fit.
 */
export async function fitTemplate(
  tx: Kysely<DB> | Transaction<DB>,
  { provider, accountId }: TemplateAccount,
  draft: TemplateDraft,
  isWindowOpen: boolean,
): Promise<{ draft: TemplateDraft; text: string; category: TemplateCategory | null } | null> {
  if (accountId === null || !(await isSynced(tx, provider, accountId))) return null;
  const template = chosen(await findTemplates(tx, { account: { provider, accountId } }), draft);
  // Twilio takes a Content that Meta has not approved while the window is open. (Twilio: Content types, in session.)
  const isInSession = provider === "twilio" && isWindowOpen && !["paused", "disabled"].includes(template.status);
  const why = whyNotSendable(template);
  if (why !== null && !isInSession) throw new Fault("BAD_DRAFT", why);
  const fitted = fitValues(template, { ...draft, name: provider === "meta" ? template.name : template.providerId });
  if ("faults" in fitted) throw new Fault("BAD_DRAFT", fitted.faults.join(" "));
  return { ...fitted, category: template.category };
}

async function isSynced(tx: Kysely<DB> | Transaction<DB>, provider: Provider, accountId: string): Promise<boolean> {
  const sync = await tx
    .selectFrom("template_syncs")
    .select("synced_at")
    .where("provider", "=", provider)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return sync?.synced_at != null;
}

/** The template of a draft: by name and language at Meta, by SID or name at Twilio. Throws BAD_DRAFT. */
function chosen(all: readonly Template[], { name, language }: TemplateDraft): Template {
  const called = all.filter((one) => one.name === name || (one.provider === "twilio" && one.providerId === name));
  if (called.length === 0) {
    const meant = near(name, [...new Set(all.map((one) => one.name))]);
    const hint = meant === null ? "GET /api/templates has them." : `Did you mean ${meant}?`;
    const anew = "If it is new, read the templates anew: POST /api/templates/sync.";
    throw new Fault("BAD_DRAFT", `This number has no template ${name.slice(0, 100)}. ${hint} ${anew}`);
  }
  const found = called.find((one) => one.provider === "twilio" || one.language === language);
  if (found) return found;
  const languages = called.map((one) => one.language).join(", ");
  throw new Fault("BAD_DRAFT", `The template ${name} has no ${language} version. It has: ${languages} ("language").`);
}

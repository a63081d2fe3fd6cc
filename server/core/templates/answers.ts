// Templates that the bot answers with: checked before the answer counts, and read as the customer reads them.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { TemplateDraft } from "../../contract/outbound.ts";
import type { TemplateCategory } from "../../contract/templates.ts";
import { fitTemplate } from "./check.ts";

/** What is sent of a template. */
export type FittedAnswer = { draft: TemplateDraft; text?: string; category?: TemplateCategory | null };

/**
 * A template as a number sends it, with the text that the customer reads; without `text` where its account's templates were never read. The window
 * is open unless it is said otherwise: the customer has just written. Throws BAD_DRAFT.
 */
export async function fitAnswer(
  tx: Transaction<DB>,
  channelId: number,
  draft: TemplateDraft,
  isWindowOpen = true,
): Promise<FittedAnswer> {
  const { provider, accountId } = await tx
    .selectFrom("channels")
    .select(["provider", "account_id as accountId"])
    .where("id", "=", channelId)
    .executeTakeFirstOrThrow();
  return (await fitTemplate(tx, { provider: provider as Provider, accountId }, draft, isWindowOpen)) ?? { draft };
}

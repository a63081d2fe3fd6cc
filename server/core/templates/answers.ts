// Templates that the bot answers with: checked before the answer counts, and read as the customer reads them.
import type { Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { TemplateDraft } from "../../contract/outbound.ts";
import { fitTemplate } from "./check.ts";

/**
 * A template as a number sends it in answer to a message, with the text that the customer reads; without `text` where its account's templates were never
 * read. Throws BAD_DRAFT.
 */
export async function fitAnswer(
  tx: Transaction<DB>,
  channelId: number,
  draft: TemplateDraft,
): Promise<{ draft: TemplateDraft; text?: string }> {
  const { provider, accountId } = await tx
    .selectFrom("channels")
    .select(["provider", "account_id as accountId"])
    .where("id", "=", channelId)
    .executeTakeFirstOrThrow();
  // The customer has just written.
  const fitted = await fitTemplate(tx, { provider: provider as Provider, accountId }, draft, true);
  return fitted === null ? { draft } : { draft: fitted.draft, text: fitted.text };
}

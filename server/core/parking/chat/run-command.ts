// Runs commands of parking: one transaction for the command and for the messages to drivers that follow from it.
import type { Kysely } from "kysely";
import type { DB } from "../../../../db/rows.ts";
import { retryOnConflict } from "../../../base/retry-on-conflict.ts";
import type { Clock } from "../../../contract/ports.ts";
import * as accounts from "../../accounts/accounts.ts";
import { notifyContact } from "../../outbox/notify-contact.ts";
import { messagesIn } from "../../texts/catalogue.ts";
import { languagesOf } from "../../texts/languages.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { messageOf } from "./notices.ts";

/** How often a command that loses a race (a deadlock, a merge) is tried in all. */
const MAX_TRIES = 3;

/** Creates the function that runs every command. A lost race is run again from the start; a fault of the command itself is thrown. */
export function createRunCommand(db: Kysely<DB>, clock: Clock): RunCommand {
  return (by, run) =>
    retryOnConflict(
      () =>
        db.transaction().execute(async (tx) => {
          const ctx: CommandContext = { tx, now: clock(), by, notices: [] };
          const result = await run(ctx);
          await deliver(ctx);
          return result;
        }),
      MAX_TRIES,
    );
}

/** Queues a command's notices as messages, in its transaction. */
async function deliver(ctx: CommandContext): Promise<void> {
  if (ctx.notices.length === 0) return;
  const contacts = await accounts.contactsOf(
    ctx.tx,
    ctx.notices.map(({ accountId }) => accountId),
  );
  const languages = await languagesOf(ctx.tx, [...contacts.values()]);
  const notifications = ctx.notices.flatMap((notice) => {
    const contactId = contacts.get(notice.accountId);
    if (contactId === undefined) return [];
    const texts = messagesIn(languages(contactId));
    return [{ contactId, origin: "bot:parking", ...messageOf(texts, notice, ctx.now) }];
  });
  await notifyContact(ctx.tx, notifications, ctx.now);
}

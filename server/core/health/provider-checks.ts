// Asks the providers themselves how accounts and numbers are, and keeps what they say as news.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { ChannelRef } from "../../contract/inbound.ts";
import type { HealthCheck } from "../../contract/ports.ts";
import * as channels from "../inbox/channels.ts";
import { keepFindings } from "../inbox/provider-news.ts";

/** Runs all checks for the business's own numbers, and returns how many findings there are. No transaction is open meanwhile. Throws when `signal` aborts. */
export async function checkProviders(
  db: Kysely<DB>,
  checks: readonly HealthCheck[],
  own: readonly ChannelRef[],
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  let findings = 0;
  // A copy, since numbers may change meanwhile.
  for (const check of [...checks]) {
    const found = await check.check(
      own.filter(({ provider }) => provider === check.provider),
      signal,
    );
    // What was cut off found nothing out.
    signal?.throwIfAborted();
    findings += found.length;
    await db.transaction().execute(async (tx) => {
      const ids = await channels.ensure(
        tx,
        found.flatMap(({ channel }) => channel ?? []),
      );
      const told = found.map(({ channel, news }) => ({
        channelId: channel ? ids.get(channels.nameOf(channel))! : null,
        news,
      }));
      await keepFindings(tx, check.provider, told, now);
    });
  }
  return findings;
}

// Under what parking does anything: one transaction, one moment, one actor, and what is to be told to drivers when it commits.
import { sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import * as journal from "../../base/journal.ts";
import type { DomainEvent } from "../../contract/events.ts";
import type { Notice } from "./notices.ts";

/** An act of parking. Whoever opens the transaction delivers the notices in it. */
export type CommandContext = journal.CommandContext<DB> & { notices: Notice[] };

/**
 * Performs an act in a transaction of its own, delivers its notices in it, and returns what it returned. `by` is who asks. An act that
 * lost a race runs again from the start, so it must change nothing but the database.
 */
export type RunCommand = <T>(by: string, run: (ctx: CommandContext) => Promise<T>) => Promise<T>;

/** Writes down what happened. */
export const happened = (ctx: CommandContext, event: DomainEvent): Promise<void> =>
  journal.happened(ctx.tx, event, ctx.now);

/** Writes down several things that happened, in order. */
export const happenedAll = (ctx: CommandContext, events: readonly DomainEvent[]): Promise<void> =>
  journal.happenedAll(ctx.tx, events, ctx.now);

/** Writes down what a person changed. */
export const audit = (ctx: CommandContext, change: journal.Change): Promise<void> =>
  journal.audit(ctx.tx, ctx.by, change, ctx.now);

/** The channel on which whoever does what is due is told that something may be due sooner than was known. */
export const newDues = "bellhop_due";

/** Longest sleep between two looks at what is due, in milliseconds. */
export const lookEveryMs = 10_000;

/** Tells that something is due at a moment, unless whoever does what is due looks before it anyway. */
export async function announceDue(ctx: CommandContext, at: Date): Promise<void> {
  if (at.getTime() - ctx.now.getTime() <= lookEveryMs) await sql`select pg_notify(${newDues}, '')`.execute(ctx.tx);
}

// What every command of parking gets: a transaction, its time, who acts, and the list of notices to send to drivers.
import type { DB } from "../../../db/rows.ts";
import { announceDueJob } from "../../base/due-jobs.ts";
import * as journal from "../../base/journal.ts";
import type { DomainEvent } from "./events.ts";
import type { Notice } from "./notices.ts";

/** The context of a command. Whoever opens the transaction also delivers the notices in it. */
export type CommandContext = journal.CommandContext<DB> & { notices: Notice[] };

/**
 * Runs a command in its own transaction, delivers its notices in that transaction, and returns the command's result. `by` names who acts.
 * After a lost race (see retryOnConflict) the command runs again from the start, so it may change nothing but the database.
 */
export type RunCommand = <T>(by: string, run: (ctx: CommandContext) => Promise<T>) => Promise<T>;

/** Records an event. */
export const happened = (ctx: CommandContext, event: DomainEvent): Promise<void> =>
  journal.happened(ctx.tx, event, ctx.now);

/** Records several events, in order. */
export const happenedAll = (ctx: CommandContext, events: readonly DomainEvent[]): Promise<void> =>
  journal.happenedAll(ctx.tx, events, ctx.now);

/** Records in the audit log what a person changed. */
export const audit = (ctx: CommandContext, change: journal.Change): Promise<void> =>
  journal.audit(ctx.tx, ctx.by, change, ctx.now);

/** Announces that something is due at a given time. */
export const announceDue = (ctx: CommandContext, at: Date): Promise<void> => announceDueJob(ctx.tx, at, ctx.now);

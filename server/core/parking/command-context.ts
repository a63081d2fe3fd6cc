// Under what parking does anything: one transaction, one moment, one actor, and what is to be told to drivers when it commits.
import type { DB } from "../../../db/rows.ts";
import { announceDueJob } from "../../base/due-jobs.ts";
import * as journal from "../../base/journal.ts";
import type { DomainEvent } from "./events.ts";
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

/** Tells that something is due at a moment. */
export const announceDue = (ctx: CommandContext, at: Date): Promise<void> => announceDueJob(ctx.tx, at, ctx.now);

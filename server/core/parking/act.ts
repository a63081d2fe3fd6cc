// Under what parking does anything: one transaction, one moment, one actor, and what is to be told to drivers when it commits.
import type { DB } from "../../../db/rows.ts";
import * as journal from "../../base/journal.ts";
import type { DomainEvent } from "../../contract/events.ts";
import type { Draft } from "../../contract/outbound.ts";

/** Something to tell a driver who did not just ask. */
export type Notice = { accountId: number; draft: Draft };

/** An act of parking. Whoever opens the transaction delivers the notices in it. */
export type Act = journal.Act<DB> & { notices: Notice[] };

/** Writes down what happened. */
export const happened = (act: Act, event: DomainEvent): Promise<void> => journal.happened(act.tx, event, act.now);

/** Writes down what a person changed. */
export const audit = (act: Act, change: journal.Change): Promise<void> =>
  journal.audit(act.tx, act.by, change, act.now);

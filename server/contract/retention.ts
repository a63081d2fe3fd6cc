// Retention: kinds of data of which old rows can be deleted. The core has its own, and a skill brings those of its tables.

/** What a kind is asked about: what is older than `before`, on these numbers; `channels` null: whatever belongs to no number, too. */
export type RetentionScope = {
  /** When the run began. */
  readonly now: Date;
  readonly before: Date;
  readonly channels: readonly number[] | null;
  /** For how long it is kept: what is shown where something was. */
  readonly days: number;
};

/** Where a batch ended; the next one begins after it. */
export type Place = { readonly at: string; readonly id: number };

/** What would be deleted, and the time of the oldest. */
export type Due = { count: number; oldest: Date | null };

/** A kind of data that can be kept for a limited time. `Tx` is a transaction. */
export interface RetentionKind<Tx> {
  /** A word, unique among the core's and those of the skills. */
  readonly name: string;
  /** For staff, in a few words. */
  readonly title: string;
  /** For staff: what goes, and what of it stays. */
  readonly description: string;
  /** Whether each number can have a duration of its own. */
  readonly byNumber: boolean;
  /** Counts what is due. */
  find(tx: Tx, scope: RetentionScope): Promise<Due>;
  /** Deletes some of what is due, in the order of places; `next` is null when nothing is left. What is needed still is left out. */
  deleteSome(tx: Tx, scope: RetentionScope, after: Place | null): Promise<{ deleted: number; next: Place | null }>;
}

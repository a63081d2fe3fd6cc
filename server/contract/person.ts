// What tables have about a person: what an export writes out, and what becomes of it when the person is erased. The core and each skill list theirs.

/**
 * Rows of a table that are about the person. Conditions are SQL about the row `t`. They find the person in temporary tables: `person_contacts`,
 * `person_conversations`, `person_messages` and `person_accounts` by `id`; `person_keys` by `kind` and `value`, without those that somebody else has now,
 * each with a `pattern` that finds it in a text.
 */
export type PersonRows = {
  readonly table: string;
  readonly where: string;
  /** Assignments that leave nothing of the person in the rows; without these and `stays` the rows are deleted. */
  readonly becomes?: string;
  /** Why the rows stay as they are, or as they become, for the proof. */
  readonly stays?: string;
  /** The rows are found by the person's keys in their text, which takes long: they go in a step of their own. */
  readonly byText?: boolean;
};

/** Why a person cannot be erased now. */
export type PersonObstacle = {
  readonly table: string;
  readonly where: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
};

/** All that some tables have about people. */
export type PersonData = {
  /** In the order in which an erasure takes them. */
  readonly rows: readonly PersonRows[];
  readonly obstacles: readonly PersonObstacle[];
  /** Which entries of the audit log are about the person: SQL about the row `t`. */
  readonly audited: string;
  /** Tables that have nothing about a customer, and why. */
  readonly without: Readonly<Record<string, string>>;
};

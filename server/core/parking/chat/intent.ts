// What a driver means by a message, whatever the language. Types only.

/** The part of a text that names something: as written, and normalized without polite phrases. */
export type Naming = { raw: string; plain: string };

/** A time in the request: to book for later, or for how long. `spot` is the rest of the text; null when there is none. */
export type When = { kind: "later" | "length"; spot: Naming | null };

/** What a driver means. */
export type Intent =
  | { kind: "slots" | "wait"; lot: Naming | null }
  /**
   * `sure`: it is almost certainly a booking, so even an unknown spot gets an answer. `when`: words that look like a time or a duration,
   * with the name of the spot that remains without them.
   */
  | { kind: "book"; spot: Naming; lot: Naming | null; sure: boolean; when: When | null }
  | { kind: "cancel" | "parked"; spot: Naming | null }
  | { kind: "status" | "balance" | "history" | "extend" | "stop_waiting" | "left" | "leaving" | "not_me" }
  | { kind: "keep" }
  /** With the words, because a spot may have the code Y or N. */
  | { kind: "yes" | "no"; words: Naming }
  /** A few words that may answer the last question. */
  | { kind: "words"; words: Naming };

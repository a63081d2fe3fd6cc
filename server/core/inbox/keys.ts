// The keys by which providers know a person, and what was seen and told of them. Types only.
import type { IdentityKeys } from "../../contract/inbound.ts";

/** Keys that identify, strongest first. A username is not among them: it can pass to another person. */
export type KeyKind = "wa_id" | "bsuid" | "parent_bsuid";

/** One identifying key. */
export type Key = { kind: KeyKind; value: string };

/** A key as it was held at a time, in ms. */
export type Anchor = Key & { at: number };

/** Keys that came together at a time, in ms. */
export type Seen = { keys: IdentityKeys; at: number };

/** A provider's notice that some keys became others. */
export type Change = { previous: IdentityKeys; current: IdentityKeys; at: number };

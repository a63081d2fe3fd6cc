// Types for identity keys and the evidence about them.
import type { IdentityKeys } from "../../contract/inbound.ts";

/** Kinds of keys that identify a person. A username is not among them: it can pass to another person. */
export type KeyKind = "wa_id" | "bsuid" | "parent_bsuid";

/** One identifying key. */
export type Key = { kind: KeyKind; value: string };

/** A key and a time, in ms, at which a person had it. */
export type Anchor = Key & { at: number };

/** A sighting: keys that came together at a time, in ms. */
export type Seen = { keys: IdentityKeys; at: number };

/** A provider's notice that keys were replaced by others. */
export type Change = { previous: IdentityKeys; current: IdentityKeys; at: number };

// Kinds of incidents: what people should look at. Here are those of every Bellhop; a skill brings its own. A kind is opened where its fault
// is seen.

/** Incidents about a person, a conversation, a number, a device or the machine. Each is open at most once for its subject. */
export const coreIncidentKinds = [
  /** Somebody wrote whose keys contradict those of a known person. */
  "identity_doubt",
  /** The audit log is not what it was when it was sealed: somebody changed it behind Bellhop's back. */
  "audit_log_altered",
  /** A number's messages wait, because its provider refuses it or cannot be reached. */
  "sending_held",
  /** The machine's clock jumped; detail: by_seconds, before, at, host. */
  "clock_jump",
] as const;

// Kinds of incidents: what people must look at. Those here exist in every Bellhop; a skill adds its own. The code that detects a fault
// opens its incident.

/** Incidents about a contact, a conversation, a channel, a device or the machine. At most one of a kind is open for the same subject. */
export const coreIncidentKinds = [
  /** Somebody wrote whose identity keys contradict those of a known contact. */
  "identity_doubt",
  /** A sealed entry of the audit log was changed or removed outside of Bellhop. */
  "audit_log_altered",
  /** A channel is held: its provider refuses messages or cannot be reached, so they wait. */
  "sending_held",
  /** Messages come for a channel that nobody has added, so nothing can be sent from it; detail: provider, external_id, account_id. */
  "number_unknown",
  /** A channel's messages have used up 80 or 100 percent of its budget of the month; detail: percent, month, spent_micros, monthly_micros, currency. */
  "message_budget",
  /** A provider says that messages do not flow, or will not: a ban, no way to pay, an invalid token; detail: summary, remedy, kind. */
  "provider_alarm",
  /** The machine's clock jumped; detail: by_seconds, before, at, host. */
  "clock_jump",
  /** Backups fail or are late; detail: reason, last (when the last one was made, or null). */
  "backup_missing",
  /** The database was restored from a backup: nothing is sent until people settle this; detail: backup, made_at, waiting. */
  "restored",
  /** Webhooks have waited for more than a minute to be drained; detail: summary. */
  "drain_lag",
  /** Webhooks, or items of them, could not be recorded; detail: summary. */
  "dead_letters",
  /** Messages have waited for long though their channel is not held; detail: summary. */
  "sends_late",
  /** The disk of DATA_DIR is nearly full on a machine; detail: summary. */
  "disk_low",
  /** The nightly proof found faults in the ledger; detail: summary. */
  "ledger_faulty",
  /** Mails or alarms cannot be sent; detail: summary. */
  "mail_failing",
  /** The erasure of a person cannot be finished; detail: summary. */
  "erasure_unfinished",
  /** A rule fails again and again, or rules set each other off without end; detail: summary. */
  "rules_failing",
] as const;

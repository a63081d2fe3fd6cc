// The metrics for Prometheus: those of the process itself, and those that other parts count here.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** All metrics and their registries. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Each Bellhop has its own registries, so that several can run in one process (tests). */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "bellhop_" });
  // Metrics from the database have their own registry: they are left out while the database does not answer.
  const kept = new Registry();
  return {
    ...{ registry, kept },
    ...processMetrics([registry]),
    ...databaseMetrics([kept]),
    ...fileMetrics([kept]),
    ...operatorMetrics([kept]),
  };
}

/** Upper bounds of the buckets of all histograms of durations, in seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What this process measures itself. */
function processMetrics(registers: Registry[]) {
  return {
    acknowledged: new Histogram({
      name: "bellhop_webhook_ack_seconds",
      help: "Time from a webhook's arrival to its acknowledgement, durable write included.",
      labelNames: ["source"],
      buckets,
      registers,
    }),
    refused: new Counter({
      name: "bellhop_webhook_signature_failures_total",
      help: "Webhooks refused for their signature.",
      labelNames: ["source", "reason"],
      registers,
    }),
    unavailable: new Counter({
      name: "bellhop_webhook_unavailable_total",
      help: "Verified webhooks answered with 503 because they could not be written down.",
      labelNames: ["source"],
      registers,
    }),
    heard: new Histogram({
      name: "bellhop_board_hearing_seconds",
      help: "Time from a board's message to the commit of what followed from it.",
      buckets,
      registers,
    }),
    lights: new Histogram({
      name: "bellhop_light_command_seconds",
      help: "Time from a spot's change to the light command that shows it.",
      buckets,
      registers,
    }),
    ready: new Gauge({
      name: "bellhop_check_ok",
      help: "Whether a check of /readyz passes: 1 or 0.",
      labelNames: ["check"],
      registers,
    }),
    databaseUp: new Gauge({ name: "bellhop_database_up", help: "Whether the database answers: 1 or 0.", registers }),
    pool: new Gauge({
      name: "bellhop_pool_connections",
      help: "Connections of this process to the database, by state, and the queries that wait for one.",
      labelNames: ["state"],
      registers,
    }),
    diskFree: new Gauge({
      name: "bellhop_disk_free_bytes",
      help: "Free bytes on the disk of DATA_DIR on this process's machine.",
      registers,
    }),
    clockJumps: new Counter({
      name: "bellhop_clock_jumps_total",
      help: "Jumps of the machine's clock that this process has seen.",
      registers,
    }),
  };
}

/** What is read from the database, for all processes together. */
function databaseMetrics(registers: Registry[]) {
  return {
    sends: new Counter({
      name: "bellhop_sends_total",
      help: "Attempts to send, by outcome, of all processes and since the beginning.",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    drainWaiting: new Gauge({
      name: "bellhop_drain_waiting",
      help: "Webhooks written down but not yet drained (counted up to 100000).",
      registers,
    }),
    drainLag: new Gauge({
      name: "bellhop_drain_lag_seconds",
      help: "Age of the oldest webhook not yet drained.",
      registers,
    }),
    outboxWaiting: new Gauge({
      name: "bellhop_outbox_messages",
      help: "Messages on their way out, by state.",
      labelNames: ["state"],
      registers,
    }),
    channelsResting: new Gauge({
      name: "bellhop_channels_resting",
      help: "Numbers that send nothing for now because their provider refused.",
      registers,
    }),
    channelsHeld: new Gauge({
      name: "bellhop_channel_held_seconds",
      help: "For how long a number's messages have been waiting because its provider refuses it or cannot be reached; operator says whether somebody must act.",
      labelNames: ["channel", "provider", "operator"],
      registers,
    }),
    ledgerFaults: new Gauge({
      name: "bellhop_ledger_faults",
      help: "Faults that the last proof of the ledger found.",
      registers,
    }),
    deadLetters: new Gauge({
      name: "bellhop_dead_letters",
      help: "Dead letters that are still open.",
      registers,
    }),
    leases: new Gauge({
      name: "bellhop_lease_held",
      help: "Whether a living process holds the lease: 1 or 0.",
      labelNames: ["lease"],
      registers,
    }),
    auditFaults: new Gauge({
      name: "bellhop_audit_log_altered",
      help: "1 while the audit log is not what it was when it was sealed, as the last nightly proof found.",
      registers,
    }),
  };
}

/** What is read from the database of files and backups. */
function fileMetrics(registers: Registry[]) {
  return {
    backupAge: new Gauge({
      name: "bellhop_backup_age_seconds",
      help: "Age of the newest backup in BACKUP_TO; +Inf: there is none.",
      registers,
    }),
    filesWaiting: new Gauge({
      name: "bellhop_files_waiting",
      help: "Files of messages that are to be fetched from their provider.",
      registers,
    }),
    filesRetrying: new Gauge({
      name: "bellhop_files_retrying",
      help: "Those of them of which an attempt has failed.",
      registers,
    }),
    fileFetches: new Counter({
      name: "bellhop_file_fetches_total",
      help: "Attempts to fetch a file, by result, of all processes and since the beginning.",
      labelNames: ["provider", "result"],
      registers,
    }),
  };
}

/** What an operator asks for beside what waits. */
function operatorMetrics(registers: Registry[]) {
  return {
    oldestUnsent: new Gauge({
      name: "bellhop_outbox_oldest_seconds",
      help: "Age of the oldest message that is to be sent and does not wait for its customer.",
      registers,
    }),
    boards: new Gauge({
      name: "bellhop_boards",
      help: "Boards, by presence.",
      labelNames: ["presence"],
      registers,
    }),
    incidents: new Gauge({
      name: "bellhop_incidents_open",
      help: "Open incidents, by kind.",
      labelNames: ["kind"],
      registers,
    }),
    cost: new Gauge({
      name: "bellhop_message_cost_month",
      help: "What messages of this month of UTC cost so far, in the currency.",
      labelNames: ["channel", "currency"],
      registers,
    }),
    retentionDeleted: new Counter({
      name: "bellhop_retention_deleted_total",
      help: "What was deleted because it was kept for as long as is set, by kind of data.",
      labelNames: ["kind"],
      registers,
    }),
    staffMessages: new Gauge({
      name: "bellhop_staff_messages",
      help: "Mails and alarms that are to be sent; retrying: those of them that a server has not taken yet.",
      labelNames: ["state"],
      registers,
    }),
  };
}

// What the tables of the core have about people, and what becomes of it when one is erased. A test holds this list against the schema.
import type { PersonData, PersonRows } from "../../contract/person.ts";

const ofMessages = (column: string) => `t.${column} in (select id from person_messages)`;
const ofConversations = "t.conversation_id in (select id from person_conversations)";
const ofContacts = "t.contact_id in (select id from person_contacts)";
const ofAccounts = "t.account_id in (select id from person_accounts)";

/** Whether a text has one of the person's keys. */
export const names = (text: string) =>
  `exists (select from person_keys k where position(k.value in ${text}) > 0 and ${text} ~ k.pattern)`;
const hasKey = (column: string) => `t.${column} in (select value from person_keys)`;
const hasKeys = "t.keys && array(select k.kind || ':' || k.value from person_keys k)";

const incidents = `(${ofContacts} or ${ofConversations} or (t.detail->>'other_contact_id')::bigint in (select id from person_contacts))`;

/** Webhooks that are drained, and of which nothing is to be recorded any more. */
const drained = `t.id <= (select position from webhook_cursor) and not exists (select from webhook_replays r where r.webhook_id = t.id)
  and not exists (select from webhook_gaps g where t.id between g.first_id and g.last_id)`;
/** Whether the body of a webhook has one of the person's keys. */
export const inBody = `exists (select from person_keys k where position(convert_to(k.value, 'UTF8') in t.body) > 0
  and encode(t.body, 'escape') ~ k.pattern)`;
const isInWebhook = `exists (select from webhooks w where w.id = t.webhook_id and ${inBody.replaceAll("t.body", "w.body")})`;

/** Entries of the audit log about the person, or with one of their keys. */
const audited = `(
  (t.subject = 'contact' and t.subject_id in (select id from person_contacts))
  or (t.subject = 'conversation' and t.subject_id in (select id from person_conversations))
  or (t.subject = 'message' and t.subject_id in (select id from person_messages))
  or (t.subject = 'account' and t.subject_id in (select id from person_accounts))
  or (t.subject = 'note' and t.subject_id in (select n.id from conversation_notes n join person_conversations v on v.id = n.conversation_id))
  or (t.subject = 'incident' and t.subject_id in (select t.id from incidents t where ${incidents}))
  or ${names("coalesce(t.before::text, '') || coalesce(t.after::text, '') || coalesce(t.note, '')")})`;

const rows: readonly PersonRows[] = [
  { table: "outbox", where: ofMessages("message_id") },
  { table: "attachments", where: ofMessages("message_id") },
  { table: "calls", where: ofMessages("message_id") },
  {
    table: "message_statuses",
    where: "(t.channel_id, t.provider_id) in (select channel_id, provider_id from person_messages)",
  },
  {
    table: "message_costs",
    where: "(t.channel_id, t.provider_id) in (select channel_id, provider_id from person_messages)",
    becomes: "provider_id = 'erased:' || gen_random_uuid(), participant = ''",
    stays: "What messages cost, without the message, so that sums stay right.",
  },
  { table: "bot_states", where: ofConversations },
  {
    table: "rule_steps",
    where: "t.run_id in (select r.id from rule_runs r join person_conversations v on v.id = r.conversation_id)",
  },
  { table: "rule_runs", where: ofConversations },
  { table: "staff_messages", where: ofContacts },
  { table: "conversation_labels", where: ofConversations },
  { table: "conversation_notes", where: ofConversations },
  { table: "conversation_reads", where: ofConversations },
  { table: "marketing_choices", where: ofContacts },
  {
    table: "alarms",
    where: `t.source = 'incident' and t.source_id in (select t.id from incidents t where ${incidents})`,
  },
  { table: "incidents", where: incidents },
  { table: "messages", where: ofMessages("id") },
  { table: "conversations", where: "t.id in (select id from person_conversations)" },
  {
    table: "contact_merges",
    where: "(t.gone in (select id from person_contacts) or t.kept in (select id from person_contacts))",
  },
  { table: "identity_sightings", where: `(${hasKey("wa_id")} or ${hasKey("bsuid")} or ${hasKey("parent_bsuid")})` },
  { table: "identity_changes", where: hasKeys },
  { table: "identity_decisions", where: hasKeys },
  { table: "contact_identities", where: ofContacts },
  {
    table: "accounts",
    where: "t.id in (select id from person_accounts)",
    becomes: "username = 'erased_' || t.id",
    stays: "Accounts under a number of their own, for the ledger.",
  },
  { table: "ledger_accounts", where: ofAccounts, stays: "Balances, under the account's number." },
  {
    table: "ledger_lines",
    where: "t.ledger_account_id in (select l.id from ledger_accounts l join person_accounts a on a.id = l.account_id)",
    stays: "Amounts that were booked: the ledger is only added to.",
  },
  {
    table: "ledger_entries",
    where: `t.id in (select n.entry_id from ledger_lines n join ledger_accounts l on l.id = n.ledger_account_id
      join person_accounts a on a.id = l.account_id)`,
    becomes: `memo = case when t.kind in ('top_up', 'adjustment', 'merge') then 'Erased' else t.memo end,
      key = case when t.kind in ('top_up', 'adjustment') then 'erased:' || t.id else t.key end`,
    stays: "Entries of the ledger, without what people wrote about them.",
  },
  {
    table: "contacts",
    where: "t.id in (select id from person_contacts) and exists (select from accounts a where a.contact_id = t.id)",
    becomes:
      "name = null, name_at = null, phone = null, phone_at = null, given_name = 'Erased customer ' || t.id, created_at = date_trunc('month', t.created_at)",
    stays: "A name such as Erased customer 7 for the account.",
  },
  {
    table: "contacts",
    where: "t.id in (select id from person_contacts) and not exists (select from accounts a where a.contact_id = t.id)",
  },
  // After what sets rules off when it goes.
  { table: "rule_triggers", where: `(${ofContacts} or ${ofConversations})` },
  { table: "message_statuses", where: `(${hasKey("recipient")} or ${hasKey("participant")})`, byText: true },
  { table: "events", where: `(${ofAccounts} or ${names("t.data::text")})`, byText: true },
  { table: "provider_notices", where: names("t.raw::text"), byText: true },
  {
    table: "dead_letters",
    where: `(${names("coalesce(t.raw::text, '')")} or (t.raw is null and ${isInWebhook}))`,
    byText: true,
  },
  // What somebody else sent in the same webhook is still to be looked at.
  {
    table: "dead_letters",
    where: `(t.raw is not null and ${isInWebhook})`,
    becomes: "webhook_id = null",
    byText: true,
  },
  { table: "webhooks", where: `${drained} and ${inBody}`, byText: true },
];

/** See above. */
export const corePersonData: PersonData = {
  rows,
  audited,
  obstacles: [
    {
      table: "outbox",
      where: `${ofMessages("message_id")} and t.state in ('sending', 'unanswered')`,
      remedy: "A message to them is on its way and the provider has not answered. Wait a few minutes, or cancel it.",
    },
    {
      table: "calls",
      where: `${ofMessages("message_id")} and t.ended_at is null and t.began_at > now() - interval '1 hour'`,
      remedy: "A call with them is under way. Wait until it has ended.",
    },
    {
      table: "contact_merges",
      where:
        "t.followed_at is null and t.kept in (select id from person_contacts) and exists (select from accounts a where a.contact_id = t.gone)",
      remedy: "Two accounts of theirs have not become one yet. Close one of the two open bookings first.",
    },
    {
      table: "webhooks",
      where: `not (${drained}) and ${inBody}`,
      remedy: "Something of theirs has just come in and is not recorded yet. Try again in a moment.",
    },
    {
      table: "webhooks",
      where: `t.id in (select webhook_id from dead_letters where resolved_at is null and raw is null) and ${inBody}`,
      remedy: "A webhook of theirs could not be recorded. Replay it first: bellhop replay --dead.",
    },
  ],
  without: {
    answer_quarters: "Counts.",
    api_keys: "Programs of the business.",
    archives: "Months; their files are gone through line by line.",
    audit_log: "Entries are emptied where they are about the person, with a seal for what they became.",
    audit_seals: "Hashes of entries.",
    backfills: "Positions.",
    blobs: "Checksums; what nothing else refers to is deleted with its content.",
    canned_replies: "Texts of the business.",
    channels: "The business's numbers.",
    clock_jumps: "The machine's clock.",
    cost_hours: "Sums by the hour.",
    cost_progress: "A position.",
    device_readings: "What boards see: no person.",
    devices: "Boards.",
    erased_messages: "Hashes of ids of messages that were erased, for some weeks.",
    erasures: "The proofs, with keyed digests.",
    event_stream_epoch: "A position.",
    event_stream_horizon: "A position.",
    job_runs: "Runs of jobs.",
    keyword_rules: "Texts of the business.",
    labels: "Names of labels.",
    leases: "Processes.",
    message_budgets: "Sums that admins set.",
    message_hours: "Counts by the hour.",
    message_rates: "Prices.",
    metrics: "Counts.",
    number_credentials: "The business's numbers.",
    production_start: "A time.",
    provider_checks: "Times.",
    provider_files: "Uploads by checksum; they go with their file.",
    provider_news: "What a provider says about accounts, numbers and templates.",
    rate_limits: "Hashes of what signs in.",
    retention_rules: "Settings of the business.",
    retention_runs: "Counts.",
    rollup_changes: "Counts.",
    schema_compatibility: "The name of a migration.",
    schema_migrations: "Names of migrations.",
    secrets: "Keys of this Bellhop.",
    settings: "Settings of the business.",
    sign_in_failures: "The business's own people.",
    template_bindings: "Templates.",
    template_syncs: "Templates.",
    templates: "Templates.",
    user_browsers: "The business's own people.",
    user_credentials: "The business's own people.",
    user_links: "The business's own people.",
    user_recovery_codes: "The business's own people.",
    user_second_factors: "The business's own people.",
    user_sessions: "The business's own people.",
    users: "The business's own people.",
    webhook_cursor: "A position.",
    webhook_endpoint_stats: "Counts.",
    webhook_gaps: "Positions.",
    webhook_replays: "Positions.",
    write_probe: "Nothing.",
  },
};

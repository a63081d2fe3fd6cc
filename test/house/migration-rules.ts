// What a migration must not do, because the version before goes on working beside it and tables that grow must not be held for long: a table of rules, each
// with its remedy. A line `-- Exception: RULE: WHY` in a migration allows what its rule forbids.

/** Tables that grow with traffic. */
const growing = [
  ...[
    "messages",
    "message_statuses",
    "message_costs",
    "attachments",
    "blobs",
    "webhooks",
    "events",
    "provider_notices",
  ],
  ...["contacts", "contact_identities", "conversations", "conversation_reads", "identity_sightings", "device_readings"],
  ...["bookings", "ledger_entries", "ledger_lines", "audit_log", "audit_seals", "calls"],
].join("|");

type Rule = { name: string; forbids: RegExp; unless?: RegExp; remedy: string };

const rules: Rule[] = [
  {
    name: "rename",
    forbids: /\brename (?!constraint)/,
    remedy: "The version before knows the old name: add the new one beside it, and drop the old one a release later.",
  },
  {
    name: "drop",
    forbids:
      /^drop (table|view|function)\b|^alter table .*\bdrop (column\b|(?!constraint|not null|default|expression|identity)\w)/,
    remedy: "Drop what no version uses since the last release, and say so: -- Exception: drop: unused since VERSION.",
  },
  {
    name: "type",
    forbids: /\balter (column )?\w+ (set data )?type\b/,
    remedy:
      "It rewrites the table and the version before expects the old type: add a column, fill it in batches, switch over a release later.",
  },
  {
    name: "not null",
    forbids: /\balter (column )?\w+ set not null\b/,
    remedy:
      "It reads the whole table while nobody can write: add check (COLUMN is not null) not valid, validate it in the next migration.",
  },
  {
    name: "column",
    forbids:
      /\badd (column )?(if not exists )?(?!constraint|check|unique|primary|foreign|exclude)\w+ [^,]*\bnot null\b/,
    unless: /\bdefault\b/,
    remedy: "The version before inserts rows without it: give it a default, or let it be null.",
  },
  {
    name: "rewrite",
    forbids:
      /\badd (column )?(?!constraint|check|unique|primary|foreign|exclude)\w+ [^,]*(\bgenerated always as\b|\bdefault [^,]*(random|clock_timestamp|nextval)\w*\()/,
    remedy: "It rewrites the table while nobody can use it: add a column that may be null, and fill it in batches.",
  },
  {
    name: "constraint",
    forbids: /\badd (constraint \w+ )?(check|foreign key)\b/,
    unless: /\bnot valid\b/,
    remedy: "It reads the whole table while nobody can write: add it not valid, and validate it in the next migration.",
  },
  {
    name: "unique",
    forbids: /\badd (constraint \w+ )?(unique|primary key|exclude)\b/,
    unless: /\busing index\b/,
    remedy:
      "It builds an index while nobody can write: create a unique index concurrently, then add the constraint using index.",
  },
  {
    name: "index",
    forbids: new RegExp(`^create (unique )?index (?!concurrently).*\\bon (only )?(${growing})\\b`),
    remedy:
      "Nobody can write meanwhile: create it concurrently, in a migration of its own with the line -- Outside of a transaction.",
  },
  {
    name: "rows",
    forbids: new RegExp(`^(update|delete from|with .*(update|delete from)) (only )?(${growing})\\b`),
    remedy: "It locks many rows until all are done: change them in batches (server/core/backfill).",
  },
  { name: "lock", forbids: /^lock\b/, remedy: "The version before needs the table meanwhile." },
];

/** Statements of a migration in one line and small letters, without comments and bodies of functions. */
const statementsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/--.*$/gm, "")
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(";")
    .map((statement) => statement.replace(/\s+/g, " ").trim())
    .filter((statement) => statement !== "");

/** What is wrong with a migration, each with the remedy. What happens to tables that it makes itself is free. */
export function faultsOf(text: string): string[] {
  const excepted = new Set([...text.matchAll(/^-- Exception: ([\w ]+): \S.*$/gm)].map(([, name]) => name));
  const statements = statementsIn(text);
  const made = statements.flatMap(
    (statement) => /^create (?:unlogged )?table (?:if not exists )?(\w+)/.exec(statement)?.[1] ?? [],
  );
  const ofOthers = statements.filter((statement) => {
    const table =
      /^(?:alter table|update|delete from|drop table) (?:if exists )?(?:only )?(\w+)|^create .*index .*\bon (?:only )?(\w+)/.exec(
        statement,
      );
    return !made.includes(table?.[1] ?? table?.[2] ?? "");
  });
  const found = rules.flatMap(({ name, forbids, unless, remedy }) =>
    ofOthers
      .filter((statement) => forbids.test(statement) && !unless?.test(statement) && !excepted.has(name))
      .map((statement) => `${name}: ${statement.slice(0, 80)}: ${remedy}`),
  );
  return [...found, ...concurrencyFaults(text, statements)];
}

/** Outside of a transaction a migration that is killed runs again from its beginning, on what it left. */
function concurrencyFaults(text: string, statements: readonly string[]): string[] {
  const outside = /^-- Outside of a transaction\.$/m.test(text);
  const concurrent = statements.filter((statement) => /\bindex concurrently\b/.test(statement));
  if (!outside) return concurrent.map((one) => `concurrently: ${one}: it needs the line -- Outside of a transaction.`);
  return statements.flatMap((statement, n) => {
    if (/^(drop index concurrently if exists|alter table \w+ validate constraint)/.test(statement)) return [];
    const [, index] = /^create (?:unique )?index concurrently (\w+)/.exec(statement) ?? [];
    if (index && statements[n - 1] === `drop index concurrently if exists ${index}`) return [];
    return [
      `concurrently: ${statement}: outside of a transaction only indexes are created, each after drop index concurrently if exists.`,
    ];
  });
}

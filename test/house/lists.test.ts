// Each list of types, statuses, states, roles or columns is defined once, as a `const`, and the database accepts the same values.
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { callPolicies, weekdays } from "../../server/contract/calls.ts";
import { devicePresences, deviceTransports, lights } from "../../server/contract/devices.ts";
import { identityKinds, messageTypes, providers, webhookSources } from "../../server/contract/inbound.ts";
import { directions, inboundStatuses, messageStatuses, outboundStatuses } from "../../server/contract/messages.ts";
import { choiceSources } from "../../server/contract/opt-outs.ts";
import { roles } from "../../server/contract/roles.ts";
import { shownKinds } from "../../server/contract/shown-kinds.ts";
import {
  headerFormats,
  parameterFormats,
  templateButtonTypes,
  templateCategories,
  templateQualities,
  templateStatuses,
} from "../../server/contract/templates.ts";
import { linkPurposes } from "../../server/core/access/links.ts";
import { entryKinds } from "../../server/core/accounts/ledger.ts";
import { matchKinds } from "../../server/core/bot/match.ts";
import { readingFaults, readingOutcomes } from "../../server/core/devices/readings.ts";
import { exportedColumns } from "../../server/core/inbox/message-columns.ts";
import { stages } from "../../server/core/inbox/update-conversation.ts";
import { outboxStates, validity } from "../../server/core/outbox/validity.ts";
import { incidentKinds } from "../../server/core/parking/incident-kinds.ts";
import { spotStates } from "../../server/core/parking/lights.ts";
import { bookingStatuses, openBookingStatuses, waitlistStates } from "../../server/core/parking/states.ts";
import { exportedBookingColumns } from "../../server/core/tables/exports.ts";
import { useDatabase } from "../support/database.ts";
import { files, textOf } from "./files.ts";

const lists: Record<string, readonly string[]> = {
  callPolicies,
  weekdays,
  bookingStatuses,
  choiceSources,
  devicePresences,
  deviceTransports,
  directions,
  entryKinds,
  exportedBookingColumns,
  exportedColumns,
  identityKinds,
  inboundStatuses,
  incidentKinds,
  lights,
  matchKinds,
  messageStatuses,
  messageTypes,
  openBookingStatuses,
  outboundStatuses,
  providers,
  roles,
  shownKinds,
  spotStates,
  stages,
  templateButtonTypes,
  templateCategories,
  templateQualities,
  templateStatuses,
  headerFormats,
  waitlistStates,
  webhookSources,
};

type Node = { type: string; start: number; [key: string]: unknown };

/** Every array and union type in a file that consists of strings only, with its line. */
function stringLists(file: string, text: string): { line: number; values: string[] }[] {
  const found: { line: number; values: string[] }[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null && "type" in value) {
      const node = value as Node;
      const items = node.type === "ArrayExpression" ? node.elements : node.type === "TSUnionType" ? node.types : [];
      const values = (items as Node[]).map((item) => (item?.type === "TSLiteralType" ? item.literal : item) as Node);
      const strings = values.flatMap((item) => (typeof item?.value === "string" ? [item.value] : []));
      const isNull = values.filter((item) => item?.type === "TSNullKeyword").length;
      if (strings.length > 1 && strings.length + isNull === values.length)
        found.push({ line: text.slice(0, node.start).split("\n").length, values: strings });
      for (const key of Object.keys(node)) visit(node[key]);
    }
  };
  visit(parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts", astType: "ts" } as Parameters<typeof parseAst>[1]));
  return found;
}

/** The list that has exactly these values, in any order; null if none does. */
const listOf = (values: readonly string[]): string | null =>
  Object.keys(lists).find(
    (name) => new Set(values).size === lists[name]!.length && values.every((value) => lists[name]!.includes(value)),
  ) ?? null;

/** The files to check: without tests and generated files. */
const code = files.filter(
  (file) => /^(server|web|sim|db)\/.*\.tsx?$/.test(file) && !/\.(test|fixture)\.|^web\/dist|rows\.ts$/.test(file),
);

/** Where lists may be written out: their home; and the simulator, which imports nothing from the server, since the server is tested against it. */
const homes = [
  /^server\/contract\//,
  /^server\/core\/(accounts\/ledger|bot\/match|inbox\/update-conversation|parking\/(incident-kinds|lights|states))\.ts$/,
  /^web\/api\//,
  /^sim\//,
];

test("a second spelling of a list is found, as an array and as a type", () => {
  const text = `const all = ["admin", "agent", "viewer"];\ntype Way = "in" | "out" | null;\nconst some = ["agent", "admin"];`;
  expect(stringLists("x.ts", text).map(({ line, values }) => [line, listOf(values)])).toEqual([
    [1, "roles"],
    [2, "directions"],
    [3, null],
  ]);
});

/** Lists of URLs are not such lists, nor are those of two values. */
const isNoun = ({ values }: { values: string[] }): boolean => values.length > 2 && !values[0]!.startsWith("/");

test("nor is any other list of three or more spelt twice, as an array or as a type", () => {
  const spelt = new Map<string, string[]>();
  for (const file of code.filter((file) => !/^(web\/api|sim)\/|^server\/core\/seed\//.test(file)))
    for (const { line, values } of stringLists(file, textOf(file)).filter(isNoun)) {
      const list = values.toSorted().join(", ");
      spelt.set(list, [...(spelt.get(list) ?? []), `${file}:${line}`]);
    }
  const twice = [...spelt].filter(([, places]) => places.length > 1);
  expect(twice.map(([list, places]) => `${list}: ${places.join(" and ")}`)).toEqual([]);
});

test("no list is spelt a second time", () => {
  const again = code
    .filter((file) => !homes.some((home) => home.test(file)))
    .flatMap((file) =>
      stringLists(file, textOf(file)).flatMap(({ line, values }) => {
        const list = listOf(values);
        return list === null ? [] : [`${file}:${line} spells ${list}`];
      }),
    );
  expect(again).toEqual([]);
});

/** The columns of the database, with the list whose values each accepts. */
const checked: Record<string, readonly string[]> = {
  "api_keys.role": roles,
  "bookings.status": bookingStatuses,
  "channels.call_policy": callPolicies,
  "channels.provider": providers,
  "contact_identities.kind": identityKinds,
  "devices.light_reported": [...lights, "other"],
  "device_readings.outcome": readingOutcomes,
  "devices.presence": devicePresences,
  "devices.reading_fault": readingFaults,
  "devices.transport": deviceTransports,
  "keyword_rules.match": matchKinds,
  "ledger_entries.kind": entryKinds,
  "messages.direction": directions,
  "messages.status": outboundStatuses,
  "outbox.kind": Object.keys(validity),
  "outbox.state": outboxStates,
  "spots.light_desired": lights,
  "template_syncs.provider": providers,
  "templates.category": templateCategories,
  "templates.parameter_format": parameterFormats,
  "templates.provider": providers,
  "templates.quality": templateQualities,
  "templates.status": templateStatuses,
  "user_links.purpose": linkPurposes,
  "waitlist.state": waitlistStates,
  "webhooks.source": webhookSources,
};

const database = useDatabase();

test("the database accepts exactly the values of the lists", async () => {
  const { rows } = await database.pool.query<{ name: string; text: string }>(
    `select c.conrelid::regclass || '.' || a.attname as name, pg_get_constraintdef(c.oid) as text
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'c' and array_length(c.conkey, 1) = 1`,
  );
  const accepted = Object.keys(checked).map((name) => {
    const text = rows.find((row) => row.name === name && / ANY \(/.test(row.text))?.text ?? "";
    return [name, [...text.matchAll(/'([^']+)'::text/g)].map(([, value]) => value).toSorted()];
  });
  expect(Object.fromEntries(accepted)).toEqual(
    Object.fromEntries(Object.entries(checked).map(([name, values]) => [name, values.toSorted()])),
  );
});

/** Rows of tables in documents that must name all values of a list. */
const documented: [file: string, row: string, list: readonly string[]][] = [
  [
    "docs/sql.md",
    "| `message_type` | text | `text`, `image`, `video`",
    messageTypes.filter((type) => type !== "template"),
  ],
  ["docs/sql.md", "| `status` | text | `received`", inboundStatuses],
  ["docs/sql.md", "| `status` | text | `queued`", outboundStatuses],
  ["docs/sql.md", "| `channel` | text |", providers],
];

test.each(documented)("%s names all of a list: %s", (file, row, list) => {
  const line =
    textOf(file)
      .split("\n")
      .find((line) => line.startsWith(row)) ?? "";
  const named = [...line.split("|")[3]!.matchAll(/`([^`]+)`/g)].map(([, value]) => value).toSorted();
  expect(named).toEqual([...list].toSorted());
});

// Generates a file with the lists that the Desk shows, because the web application imports nothing from the server.
import { cancelOutcomes } from "../server/api/tables/bookings.ts";
import { messageActions } from "../server/api/tables/query.ts";
import { callPolicies, weekdays } from "../server/contract/calls.ts";
import { devicePresences } from "../server/contract/devices.ts";
import { messageTypes, providers, webhookSources } from "../server/contract/inbound.ts";
import { directions, messageStatuses } from "../server/contract/messages.ts";
import { headerFileKinds } from "../server/contract/outgoing-kinds.ts";
import { receiptModes } from "../server/contract/receipts.ts";
import { roles } from "../server/contract/roles.ts";
import { languages } from "../server/contract/skill.ts";
import {
  headerFormats,
  MOST_BUTTONS,
  mostOfButton,
  templateLengths,
  twilioTemplateLengths,
} from "../server/contract/templates.ts";
import { linkPurposes } from "../server/core/access/links.ts";
import { matchKinds } from "../server/core/bot/match.ts";
import { exportedColumns as messageColumns } from "../server/core/inbox/message-columns.ts";
import { presenceActivities } from "../server/core/live/presence.ts";
import { spotStates } from "../server/core/parking/lights.ts";
import { bookingStatuses } from "../server/core/parking/states.ts";
import { contactFields, fieldTests } from "../server/core/rules/rule.ts";
import { exportedBookingColumns as bookingColumns } from "../server/core/tables/exports.ts";

const lists = {
  providers,
  webhookSources,
  directions,
  messageTypes,
  messageStatuses,
  headerFileKinds,
  messageColumns,
  devicePresences,
  roles,
  matchKinds,
  spotStates,
  bookingStatuses,
  bookingColumns,
  cancelOutcomes,
  messageActions,
  linkPurposes,
  presenceActivities,
  receiptModes,
  languages,
  headerFormats,
  callPolicies,
  weekdays,
  contactFields,
  fieldTests,
};

/** Numbers by name. */
const tables = { templateLengths, twilioTemplateLengths, mostOfButton: { ...mostOfButton, all: MOST_BUTTONS } };

/** The content of web/api/lists.ts: each list and each table as a `const`. */
export function deskLists(): string {
  const all = Object.entries(lists).map(
    ([name, values]) => `export const ${name} = [\n${values.map((value) => `  "${value}",\n`).join("")}] as const;\n`,
  );
  const numbers = Object.entries(tables).map(
    ([name, table]) =>
      `export const ${name} = {\n${Object.entries(table)
        .map(([key, value]) => `  ${key}: ${value},\n`)
        .join("")}} as const;\n`,
  );
  return `// Made from the server's lists by npm run generate.\n\n${[...all, ...numbers].join("\n")}`;
}

// All incidents over HTTP, whatever they are about: a spot, a person, a conversation, a number, a device or the machine. Those at spots are also at
// /api/parking/incidents.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { settleIncident } from "../../base/incidents.ts";
import { providers } from "../../contract/inbound.ts";
import { coreIncidentKinds } from "../../contract/incidents.ts";
import type { SkillVocabulary } from "../../contract/skill.ts";
import * as incidents from "../../core/health/incidents.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, calledText, isoTime, reason } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { textField } from "../http/text-fields.ts";

/** All kinds of incidents, those of the skills included. */
const kindsOf = (plugins: readonly SkillVocabulary[]): string[] => [
  ...plugins.flatMap(({ incidentKinds = [] }) => incidentKinds),
  ...coreIncidentKinds,
];

const shape = z.object({
  id: z.number().int(),
  kind: z.string(),
  lot_id: z.number().int().nullable(),
  lot: z.string().nullable().describe("The lot's name."),
  spot_id: z.number().int().nullable(),
  spot: z.string().nullable().describe("The spot's code."),
  booking_id: z.number().int().nullable(),
  account_id: z.number().int().nullable().describe("Whose booking it is."),
  device_id: z.number().int().nullable(),
  device: z.string().nullable().describe("The board's name."),
  contact: z
    .object({
      id: z.number().int(),
      name: z.string().nullable().describe(calledText),
      phone: z.string().nullable().describe("Digits without +."),
    })
    .nullable()
    .describe("The person whom it concerns."),
  conversation_id: z.number().int().nullable().describe("The conversation that it is about, else the person's newest."),
  channel: z
    .object({
      id: z.number().int(),
      provider: z.enum(providers),
      number: z.string().nullable().describe("The business's number; digits without +."),
    })
    .nullable(),
  detail: z.record(z.string(), z.unknown()).describe("What else was seen; depends on the kind."),
  opened_at: z.iso.datetime(),
  closed_at: z.iso.datetime().nullable(),
  closed_by: z.string().nullable().describe("Who settled it; one that settled itself says by what, such as sensor."),
  note: z.string().nullable(),
});

function toIncident(row: incidents.Row): z.infer<typeof shape> {
  const { contact_id, name, phone, channel_id, provider, display_number, ...rest } = row;
  return {
    ...rest,
    contact: contact_id === null ? null : { id: contact_id, name, phone },
    channel: channel_id === null ? null : { id: channel_id, provider: provider!, number: display_number },
    opened_at: row.opened_at.toISOString(),
    closed_at: isoTime(row.closed_at),
  };
}

const tags = ["Incidents"];

/** `/api/incidents`. */
export async function incidentListRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const kinds = kindsOf(context.plugins).join(", ");
  const incident = shape.extend({
    kind: z.string().describe(`What is the matter: ${kinds}. A later version may know more.`),
  });
  routes.get(
    "/api/incidents",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What people should look at, wherever it was seen, newest first",
        querystring: z.object({
          open: z.enum(["true", "false"]).optional().describe("Left out: open and closed ones."),
          kind: textField().max(100).optional(),
          contact: bigId.optional().describe("Those that concern a person: their conversations and bookings too."),
          conversation: bigId.optional().describe("Those about a conversation or its person."),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            incidents: z.array(incident),
            count: z.number().int().describe("How many match the filters in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) =>
      snapshot(context.db, async (tx) => {
        const { total, rows } = await incidents.list(tx, {
          open: query.open === undefined ? null : query.open === "true",
          kind: query.kind ?? null,
          contactId: query.contact ?? null,
          conversationId: query.conversation ?? null,
          limit: query.limit,
          before: positionOf(query.cursor)?.id ?? null,
        });
        return {
          incidents: rows.map(toIncident),
          count: total,
          next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
        };
      }),
  );
  routes.post(
    "/api/incidents/:id/settle",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Says that an incident was looked at",
        description:
          "It changes nothing else but for identity_doubt: settling that says that the two are different people. One that is closed already stays as it is.",
        params: z.object({ id: bigId }),
        body: z.strictObject({ note: reason }),
        response: { 200: incident },
      },
    },
    async (request) => {
      const { id } = request.params;
      await context.runCommand(byOf(request), (ctx) => settleIncident(ctx.tx, ctx.by, id, request.body.note, ctx.now));
      return toIncident((await incidents.one(context.db, id))!);
    },
  );
}

// Calls at the Desk: which ring now, taking, refusing and ending them, and calling a customer. The sound flows between browser and provider.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { currentCalls } from "../../core/calls/current.ts";
import { permissionFor, placeCall } from "../../core/calls/place.ts";
import { answerCall, type CallContext, endCall, rejectCall } from "../../core/calls/take.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, isoTime } from "../http/fields.ts";
import { callShape, toCall } from "./calls.ts";

const tags = ["Calls"];
const params = z.object({ id: bigId });

const session = z.strictObject({
  sdp: z
    .string()
    .min(1)
    .max(60_000)
    .regex(/^v=0\r?\n/, "must be a session description (SDP)")
    .describe("The browser's session description (SDP), with all its candidates."),
});

const permissionShape = z.object({
  may_call: z.boolean(),
  may_ask: z.boolean().describe("Whether a request may be sent: 1 in 24 hours, 2 in 7 days."),
  permanent: z.boolean(),
  until: z.iso.datetime().nullable().describe("When the permission ends; null: there is none, or it does not end."),
  may_ask_at: z.iso.datetime().nullable().describe("When the customer may be asked again, if not now."),
});

/** `/api/calls/current`, the actions of a call, and calling a customer. */
export async function callActionRoutes(
  app: FastifyInstance,
  { db, clock, calls: providers }: ApiContext,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const context = ({ principal }: FastifyRequest): CallContext => ({
    ...{ db, providers, clock },
    personId: principal!.personId,
  });
  routes.get(
    "/api/calls/current",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "The calls that ring at the Desk now, and those that the caller has",
        response: {
          200: z.object({
            calls: z.array(
              callShape.extend({
                remote_sdp: z
                  .string()
                  .nullable()
                  .describe(
                    "The session description of the customer's side: an offer when the customer called, else an answer.",
                  ),
                is_mine: z.boolean().describe("The caller has taken it, or began it."),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const rows = await currentCalls(db, request.principal!.personId, clock());
      const told = rows.map((row) => ({
        ...toCall(row),
        remote_sdp: row.remote_sdp,
        is_mine: row.taken_at !== null,
      }));
      return { calls: told };
    },
  );
  routes.post(
    "/api/calls/:id/answer",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Takes a call that rings",
        description:
          "Whoever is first has it; for others it stops ringing, and the answer is 409 CALL_TAKEN. Send sound only after this answer.",
        params,
        body: session,
        response: { 200: callShape },
      },
    },
    async (request) => toCall(await answerCall(context(request), request.params.id, request.body.sdp)),
  );
  routes.post(
    "/api/calls/:id/reject",
    {
      config: { access: "agent" },
      schema: { tags, summary: "Refuses a call that rings, for everybody", params, response: { 200: callShape } },
    },
    async (request) => toCall(await rejectCall(context(request), request.params.id)),
  );
  routes.post(
    "/api/calls/:id/hang-up",
    {
      config: { access: "agent" },
      schema: { tags, summary: "Ends a call that the caller has", params, response: { 200: callShape } },
    },
    async (request) => toCall(await endCall(context(request), request.params.id)),
  );
  routes.get(
    "/api/inbox/conversations/:id/call-permission",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Whether the customer lets the business call, as the provider says now",
        params,
        response: { 200: permissionShape },
      },
    },
    async (request) => {
      const known = await permissionFor(context(request), request.params.id);
      return {
        may_call: known.mayCall,
        may_ask: known.mayAsk,
        permanent: known.isPermanent,
        until: isoTime(known.until),
        may_ask_at: isoTime(known.mayAskAt),
      };
    },
  );
  routes.post(
    "/api/inbox/conversations/:id/call",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Calls the customer of a conversation",
        description:
          "Needs the customer's permission. The customer's session description follows in GET /api/calls/current when they take the call.",
        params,
        body: session,
        response: { 201: callShape },
      },
    },
    async (request, reply) => {
      const placed = await placeCall(context(request), request.params.id, request.body.sdp);
      return reply.code(201).send(toCall(placed));
    },
  );
}

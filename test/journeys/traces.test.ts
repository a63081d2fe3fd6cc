// One message followed by one id: through the log, and through the spans that a collector gets, from its webhook to the ticks of its answer.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

type Line = { trace?: string; msg: string; webhook?: number; message?: number; answers?: number; status?: string };
type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; startTimeUnixNano: string };

const lines: Line[] = [];
const spans: Span[] = [];
const collector = createServer((request, response) => {
  let text = "";
  request.on("data", (piece) => {
    text += piece;
  });
  request.on("end", () => {
    spans.push(...JSON.parse(text).resourceSpans[0].scopeSpans[0].spans);
    response.end("{}");
  });
});
beforeAll(() => once(collector.listen(0, "127.0.0.1"), "listening"));
afterAll(() => void collector.close());

const journey = useBellhop(
  () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` }),
  (line) => void lines.push(JSON.parse(line)),
);

/** The steps of an answered message, in order. */
const steps = [
  ...["webhook.stored", "message.recorded", "message.answered", "message.queued", "message.waited"],
  ...["message.attempted", "message.status", "message.status", "message.status"],
];

test.each(["meta", "twilio"] as const)(
  "%s: a message is found in the log and in the traces by one id",
  async (line) => {
    const phone = line === "meta" ? "15550300901" : "15550300902";
    journey.sim.setChatOpen(phone, line, true);
    const secret = `menu please, my name is Zebedee ${line}`;
    await journey.sim.write(phone, secret, { line });
    const reply = await journey.sim.waitForReply(phone, /menu/, { line });
    await journey.sim.waitForTick(reply.id, "read");
    await journey.sim.idle();
    const { rows } = await journey.database.pool.query<{ id: number; webhook_id: number }>(
      "select m.id, m.webhook_id from messages m join contacts c on c.id = m.contact_id where c.phone = $1 and m.direction = 'in'",
      [phone],
    );
    const { id, webhook_id: webhook } = { id: Number(rows[0]!.id), webhook_id: Number(rows[0]!.webhook_id) };
    const { trace } = lines.find((one) => one.msg === "message.recorded" && one.message === id)!;
    const found = () => lines.filter((one) => one.trace === trace);
    await expect.poll(() => found().filter(({ msg }) => msg === "message.status").length, { timeout: 8_000 }).toBe(3);
    expect(
      found()
        .map(({ msg }) => msg)
        .sort(),
    ).toEqual([...steps].sort());
    expect(found().find(({ msg }) => msg === "webhook.stored")).toMatchObject({
      webhook,
      request_id: expect.any(String),
    });
    expect(found().find(({ msg }) => msg === "message.queued")).toMatchObject({ answers: id });
    expect(found().flatMap(({ status }) => status ?? [])).toEqual(expect.arrayContaining(["delivered", "read"]));

    await expect.poll(() => spans.filter(({ traceId }) => traceId === trace).length, { timeout: 8_000 }).toBe(9);
    const own = spans.filter(({ traceId }) => traceId === trace);
    const root = own.find(({ name }) => name === "webhook.stored")!;
    expect(root).not.toHaveProperty("parentSpanId");
    for (const span of own) if (span !== root) expect(span.parentSpanId, span.name).toBe(root.spanId);
    expect(new Set(own.map(({ spanId }) => spanId)).size).toBe(own.length);
    expect(own.map(({ name }) => name).sort()).toEqual([...steps].sort());

    const everything = JSON.stringify([lines, spans]);
    expect(everything).not.toContain("Zebedee");
    expect(everything).not.toContain(phone);
  },
);

test("a message that nobody asked for has a trace of its own", async () => {
  const phone = "15550300901";
  const { status, body } = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, text: "Good news." });
  expect(status).toBe(202);
  const { id } = body as { id: number };
  const attempted = () => lines.find((one) => one.msg === "message.attempted" && one.message === Number(id));
  await expect.poll(attempted, { timeout: 8_000 }).toBeTruthy();
  const own = lines.filter((one) => one.trace === attempted()!.trace);
  expect(own.map(({ msg }) => msg)).toEqual(expect.arrayContaining(["message.waited", "message.attempted"]));
  expect(own.some(({ msg }) => msg === "webhook.stored")).toBe(false);
});

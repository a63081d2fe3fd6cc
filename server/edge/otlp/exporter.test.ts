// Against a small collector: what it gets, and what happens while it is away.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { at } from "../../../test/support/build.ts";
import { createLog } from "../../base/log.ts";
import type { Span } from "../../base/traces.ts";
import { createSpanExporter } from "./exporter.ts";

type Body = { resourceSpans: [{ resource: object; scopeSpans: [{ spans: Record<string, unknown>[] }] }] };
let status = 200;
let got: { url: string; key: unknown; body: Body }[] = [];
const collector = createServer((request, response) => {
  let text = "";
  request.on("data", (piece) => {
    text += piece;
  });
  request.on("end", () => {
    got.push({ url: request.url!, key: request.headers["x-key"], body: JSON.parse(text) });
    response.writeHead(status).end("{}");
  });
});
let url = "";
let logged: { answer: string; dropped: number }[] = [];
beforeAll(async () => {
  await once(collector.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/otlp/`;
});
afterAll(() => void collector.close());
beforeEach(() => {
  [status, got, logged] = [200, [], []];
});

const exporter = () =>
  createSpanExporter({
    ...{ url, headers: { "x-key": "k" } },
    log: createLog("warn", { write: (line) => void logged.push(JSON.parse(line)) }),
  });
const span = (given: Partial<Span> = {}): Span => ({
  ...{ trace: "a".repeat(32), spanId: "b".repeat(16), parentId: "c".repeat(16), name: "message.attempted" },
  ...{ kind: "client", from: at(0), until: at(1.5), attributes: { message: 7, provider: "meta", answers: null } },
  ...given,
});

test("spans are sent as OTLP's JSON, below the path of the collector and with its headers", async () => {
  const { add, stop } = exporter();
  add(span({ failed: true }));
  add(span({ parentId: null, kind: "server" }));
  await stop();
  expect(got.map(({ url: path, key }) => [path, key])).toEqual([["/otlp/v1/traces", "k"]]);
  const [{ resource, scopeSpans }] = got[0]!.body.resourceSpans;
  expect(resource).toMatchObject({
    attributes: expect.arrayContaining([{ key: "service.name", value: { stringValue: "bellhop" } }]),
  });
  expect(scopeSpans[0].spans).toEqual([
    {
      ...{ traceId: "a".repeat(32), spanId: "b".repeat(16), parentSpanId: "c".repeat(16), name: "message.attempted" },
      ...{ kind: 3, startTimeUnixNano: "1767268800000000000", endTimeUnixNano: "1767268801500000000" },
      attributes: [
        { key: "bellhop.message", value: { intValue: 7 } },
        { key: "bellhop.provider", value: { stringValue: "meta" } },
      ],
      status: { code: 2 },
    },
    expect.objectContaining({ kind: 2 }),
  ]);
  expect(scopeSpans[0].spans[1]).not.toHaveProperty("parentSpanId");
});

test("many go in several requests; what the collector refuses is not sent again, and the log says so", async () => {
  status = 400;
  const { add, stop } = exporter();
  for (let i = 0; i < 1_000; i += 1) add(span());
  await stop();
  expect(got.map(({ body }) => body.resourceSpans[0].scopeSpans[0].spans.length)).toEqual([512, 488]);
  expect(logged[0]).toMatchObject({ answer: "HTTP 400" });
});

test("while the collector is away spans wait, up to a limit", async () => {
  status = 503;
  const { add, stop } = exporter();
  for (let i = 0; i < 9_000; i += 1) add(span());
  await stop();
  expect(got).toHaveLength(1);
  expect(logged).toMatchObject([{ answer: "HTTP 503", dropped: 9_000 - 8_192 }]);
});

// Each fault, as Bellhop sees it.
import { afterEach, expect, test } from "vitest";
import { type Json, type Rig, startRig } from "./test-bellhop.ts";

const ANA = "15550100001";
let rig: Rig;
afterEach(() => rig.close());

const hello = { messaging_product: "whatsapp", to: `+${ANA}`, text: { body: "hello" } };

test("duplicates: the same bytes twice", async () => {
  rig = await startRig();
  rig.sim.faults.set("duplicate", { count: 1 });
  await rig.sim.write(ANA, "once");
  await rig.sim.write(ANA, "more");
  await rig.sim.idle();
  expect(rig.hooks).toHaveLength(3);
  expect(rig.hooks.filter((hook) => hook.body === rig.hooks[0]?.body)).toHaveLength(2);
});

test("batches: several updates in one POST, over entries, changes and messages", async () => {
  rig = await startRig();
  rig.sim.faults.set("batch", { ms: 5 });
  await Promise.all(["a", "b", "c", "d"].map((text) => rig.sim.write(ANA, text)));
  expect(rig.hooks).toHaveLength(1);
  const { entry } = JSON.parse(rig.hooks[0]?.body ?? "");
  const messages = entry.flatMap((one: Json) => one.changes.flatMap((change: Json) => change.value.messages));
  expect(entry).toHaveLength(2);
  expect(messages.map((one: Json) => one.text.body)).toEqual(["a", "b", "c", "d"]);
});

test("reordering: the later one may arrive first", async () => {
  const dice = [0.5, 0.9, 0.5, 0];
  rig = await startRig({ random: () => dice.shift() ?? 0 });
  rig.sim.faults.set("reorder", { ms: 60 });
  await Promise.all([rig.sim.write(ANA, "first"), rig.sim.write(ANA, "second")]);
  expect(rig.hooks.map((hook) => /first|second/.exec(hook.body)?.[0])).toEqual(["second", "first"]);
});

test("a broken signature, then the right one", async () => {
  rig = await startRig();
  rig.sim.faults.set("bad_signature", { count: 1 });
  rig.answers.push(401);
  await rig.sim.write(ANA, "hello");
  await rig.sim.idle();
  const [wrong, right] = rig.hooks.map((hook) => hook.headers["x-hub-signature-256"]);
  expect(wrong).not.toBe(right);
});

test("garbage, signed, before the real thing", async () => {
  rig = await startRig();
  rig.sim.faults.set("wrong_json", { count: 1 });
  await rig.sim.write(ANA, "hello");
  expect(() => JSON.parse(rig.hooks[0]?.body ?? "")).toThrow();
  expect(JSON.parse(rig.hooks[1]?.body ?? "").object).toBe("whatsapp_business_account");
});

test.each([
  ["rate_limit", { retryAfter: 7 }, 429, 130429],
  ["server_error", {}, 503, 2],
  ["error_code", { code: 131031 }, 400, 131031],
] as const)("%s: refused, not taken", async (name, fault, status, code) => {
  rig = await startRig();
  rig.sim.faults.set(name, { ...fault, count: 1 });
  const response = await rig.graph(hello);
  expect(response.status).toBe(status);
  expect(((await response.json()) as Json).error.code).toBe(code);
  if (name === "rate_limit") expect(response.headers.get("retry-after")).toBe("7");
  expect(rig.sim.sent()).toHaveLength(0);
  expect((await rig.graph(hello)).status).toBe(200);
});

test.each([
  ["timeout_accepted", {}, 1],
  ["timeout_ignored", {}, 0],
  ["reset", {}, 0],
  ["reset", { accepted: true }, 1],
] as const)("%s %j: no answer, taken %i times", async (name, fault, taken) => {
  rig = await startRig();
  await rig.sim.write(ANA, "hi");
  rig.sim.faults.set(name, { ...fault, count: 1 });
  const calls = rig.sim.wire.entries({ direction: "api" }).length;
  const sending = rig.graph(hello).then(
    () => "answered",
    () => "cut",
  );
  await rig.sim.until(() => rig.sim.wire.entries({ direction: "api" }).length > calls, "the call");
  expect(rig.sim.sent()).toHaveLength(taken);
  if (taken === 1) await rig.sim.waitForTick(rig.sim.sent()[0]?.id ?? "", "delivered");
  await rig.sim.close();
  expect(await sending).toBe("cut");
});

test("a status that overtakes the answer", async () => {
  rig = await startRig();
  await rig.sim.write(ANA, "hi");
  rig.sim.faults.set("early_status", { count: 1 });
  await rig.graph(hello);
  expect(rig.hooks.some((hook) => hook.body.includes('"status":"sent"'))).toBe(true);
});

test("accepted, then failed with a code of choice, on both lines", async () => {
  rig = await startRig();
  await rig.sim.write(ANA, "hi");
  rig.sim.faults.set("failed_status", { code: 131026, line: "meta" });
  const meta = (await (await rig.graph(hello)).json()) as Json;
  expect((await rig.sim.waitForTick(meta.messages[0].id, "failed")).failure?.code).toBe(131026);
  rig.sim.faults.set("failed_status", { code: 63024 });
  const twilio = (await (await rig.twilio({ To: `whatsapp:+${ANA}`, Body: "x" })).json()) as Json;
  expect((await rig.sim.waitForTick(twilio.sid, "failed")).failure?.code).toBe(63024);
});

test("faults are set, seen and cleared over HTTP", async () => {
  rig = await startRig();
  const call = async (method: string, body?: object) => {
    const init = { method, headers: { "content-type": "application/json" } };
    const response = await fetch(`${rig.url}/api/faults`, body ? { ...init, body: JSON.stringify(body) } : init);
    return [response.status, ((await response.json()) as Json).faults];
  };
  expect(await call("PUT", { slow: { ms: 5 } })).toEqual([200, { slow: { ms: 5 } }]);
  expect(await call("PUT", { nonsense: {} })).toEqual([400, undefined]);
  expect(await call("DELETE")).toEqual([200, {}]);
});

test("a phone that is off gets its messages when it is on again", async () => {
  rig = await startRig();
  await rig.sim.write(ANA, "hi");
  rig.sim.phone(ANA, { online: false });
  const { messages } = (await (await rig.graph(hello)).json()) as Json;
  await rig.sim.waitForTick(messages[0].id, "sent");
  await rig.sim.idle();
  expect(rig.sim.transcript(ANA).at(-1)?.tick).toBe("sent");
  rig.sim.phone(ANA, { online: true });
  await rig.sim.waitForTick(messages[0].id, "delivered");
});

test("a gateway's page instead of an answer: nothing is taken, and it ends by itself", async () => {
  rig = await startRig();
  rig.sim.faults.set("html_error", { seconds: 0.2 });
  const broken = await rig.graph(hello);
  expect([broken.status, broken.headers.get("content-type")]).toEqual([502, "text/html"]);
  expect(rig.sim.sent()).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect((await rig.graph(hello)).status).toBe(200);
  expect(rig.sim.faults.state()).toEqual({});
});

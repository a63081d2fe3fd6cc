// The simulator as Bellhop sees it: webhooks with signatures and retries, sent messages with their ticks.
import { afterEach, expect, test } from "vitest";
import { hubSignature } from "./graph/signature.ts";
import { kinds } from "./kinds.ts";
import { type Json, type Rig, startRig } from "./test-bellhop.ts";
import { twilioSignature } from "./twilio/signature.ts";

const ANA = "15550100001";
let rig: Rig;
afterEach(() => rig.close());

const json = async (response: Response) => (await response.json()) as Json;
const statuses = () =>
  rig.hooks
    .filter((hook) => hook.path.includes("whatsapp"))
    .flatMap((hook) => JSON.parse(hook.body).entry)
    .flatMap((entry: Json) => entry.changes)
    .flatMap((change: Json) => change.value.statuses ?? []);

test("a text reaches Bellhop in Meta's shape, signed", async () => {
  rig = await startRig({ clock: () => 1_767_225_600_000 });
  rig.sim.phone(ANA, { name: "Ana", username: "ana.prueba", bsuid: "US.1" });
  const message = await rig.sim.write(ANA, "café 😀");
  const [hook] = rig.hooks;
  expect(hook?.headers["x-hub-signature-256"]).toBe(hubSignature("test_app_secret", hook?.body ?? ""));
  expect(JSON.parse(hook?.body ?? "")).toEqual({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "900000000000001",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "15550100000", phone_number_id: "800000000000001" },
              contacts: [{ profile: { name: "Ana", username: "ana.prueba" }, wa_id: ANA, user_id: "US.1" }],
              messages: [
                {
                  from: ANA,
                  from_user_id: "US.1",
                  id: message.id,
                  timestamp: "1767225600",
                  type: "text",
                  text: { body: "café 😀" },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  expect(message.handover).toEqual({ state: "delivered", attempts: 1, detail: null });
});

test("an answer is accepted, sent, delivered and read, each told with the echo key", async () => {
  rig = await startRig();
  await rig.sim.write(ANA, "menu");
  rig.sim.setChatOpen(ANA, "meta", true);
  const body = {
    messaging_product: "whatsapp",
    to: `+${ANA}`,
    text: { body: "hello" },
    biz_opaque_callback_data: "k1",
  };
  const answer = await json(await rig.graph(body));
  expect(answer.contacts[0]).toMatchObject({ input: `+${ANA}`, wa_id: ANA });
  await rig.sim.waitForTick(answer.messages[0].id, "read");
  await rig.sim.idle();
  const told = statuses().sort((a: Json, b: Json) => Number(b.status === "sent") - Number(a.status === "sent"));
  expect(told.map((one: Json) => one.status).sort()).toEqual(["delivered", "read", "sent"]);
  expect(told[0]).toMatchObject({ id: answer.messages[0].id, recipient_id: ANA, biz_opaque_callback_data: "k1" });
  expect(told[0].pricing).toEqual({
    billable: false,
    pricing_model: "PMP",
    type: "free_customer_service",
    category: "service",
  });
  expect(rig.sim.sends("k1")).toHaveLength(1);
  expect(rig.sim.transcript(ANA).map((one) => one.from)).toEqual(["phone", "business"]);
});

test("outside the window a text is taken and fails later; a template gets through", async () => {
  rig = await startRig();
  const body = { messaging_product: "whatsapp", to: `+${ANA}`, text: { body: "hello" } };
  const late = await json(await rig.graph(body));
  const failed = await rig.sim.waitForTick(late.messages[0].id, "failed");
  expect(failed.failure?.code).toBe(131047);
  await rig.sim.idle();
  expect(statuses()[0].errors[0]).toMatchObject({ code: 131047, title: "Re-engagement message" });
  const template = { name: "hello_world", language: { code: "en_US" } };
  const good = await json(await rig.graph({ ...body, text: undefined, type: "template", template }));
  await rig.sim.waitForTick(good.messages[0].id, "delivered");
});

test("Meta tries again until it gets 200", async () => {
  rig = await startRig();
  rig.answers.push(503, 401, 204);
  const message = await rig.sim.write(ANA, "hello");
  expect(message.handover?.state).toBe("retrying");
  await rig.sim.idle();
  expect(message.handover).toEqual({ state: "delivered", attempts: 4, detail: null });
  expect(new Set(rig.hooks.map((hook) => hook.body)).size).toBe(1);
});

test.each([
  ["", [500], "lost", 1],
  ["#rc=2&rp=all", [500, 503], "delivered", 3],
  ["#rc=1&rp=5xx", [404], "lost", 1],
] as const)("Twilio with %j after %j: %s", async (fragment, answers, state, attempts) => {
  const twilio = { accountSid: `AC${"0".repeat(32)}`, authToken: "tok_6789" };
  const url = "https://desk.example.com/api/chatbot/twilio/webhook/";
  rig = await startRig({ twilio: { ...twilio, webhookUrl: url + fragment } });
  rig.answers.push(...answers);
  const message = await rig.sim.write(ANA, "hello", { line: "twilio" });
  expect(message.handover).toMatchObject({ state, attempts });
  const [hook] = rig.hooks;
  const params = Object.fromEntries(new URLSearchParams(hook?.body));
  expect(params).toMatchObject({ Body: "hello", From: `whatsapp:+${ANA}`, WaId: ANA, MessageSid: message.id });
  expect(hook?.headers["x-twilio-signature"]).toBe(twilioSignature("tok_6789", url, params));
  expect(new Set(rig.hooks.map((one) => one.headers["i-twilio-idempotency-token"])).size).toBe(1);
});

test("a Twilio send is told to its own callback, signed over the public URL", async () => {
  rig = await startRig();
  await rig.sim.write(ANA, "hello", { line: "twilio" });
  const callback = "https://desk.example.com/api/chatbot/twilio/status/?key=k-7";
  const form = { To: `whatsapp:+${ANA}`, Body: "hi", StatusCallback: callback };
  const response = await rig.twilio(form);
  expect(response.status).toBe(201);
  const sent = await json(response);
  expect(sent).toMatchObject({ status: "queued", direction: "outbound-api", error_code: null, num_media: "0" });
  await rig.sim.waitForTick(sent.sid, "delivered");
  await rig.sim.idle();
  const told = rig.hooks.filter((hook) => hook.path.includes("/status/"));
  expect(told).toHaveLength(2);
  for (const hook of told) {
    const params = Object.fromEntries(new URLSearchParams(hook.body));
    expect(hook.path).toBe("/api/chatbot/twilio/status/?key=k-7");
    expect(hook.headers["x-twilio-signature"]).toBe(twilioSignature("tok_6789", callback, params));
  }
  expect(rig.sim.sends("k-7")).toHaveLength(1);
});

test("a TwiML answer is a message to the phone", async () => {
  rig = await startRig();
  const body = "<Response><Message><Body>hello &amp; welcome</Body></Message></Response>";
  rig.answers.push({ status: 200, type: "text/xml", body });
  await rig.sim.write(ANA, "hi", { line: "twilio" });
  await rig.sim.waitForReply(ANA, "hello & welcome", { line: "twilio" });
});

test("taps, quotes, edits and deletions are told in Meta's shapes", async () => {
  rig = await startRig();
  const first = await rig.sim.write(ANA, "menu");
  const buttons = [{ type: "reply", reply: { id: "yes", title: "Yes" } }];
  const interactive = { type: "button", body: { text: "Sure?" }, action: { buttons } };
  const sent = await json(
    await rig.graph({ messaging_product: "whatsapp", to: `+${ANA}`, type: "interactive", interactive }),
  );
  const id = sent.messages[0].id;
  await rig.sim.idle();
  rig.hooks.length = 0;
  await rig.sim.tap(ANA, id, "Yes");
  await rig.sim.edit(ANA, first.id, "menu please");
  await rig.sim.revoke(ANA, first.id);
  await rig.sim.react(ANA, id, "👍");
  await rig.sim.changeNumber(ANA, "15550100009");
  await rig.sim.idle();
  const messages = rig.hooks.map((hook) => JSON.parse(hook.body).entry[0].changes[0].value.messages?.[0]);
  expect(messages[0]).toMatchObject({
    context: { from: "15550100000", id },
    interactive: { type: "button_reply", button_reply: { id: "yes", title: "Yes" } },
  });
  expect(messages[1].edit).toMatchObject({ original_message_id: first.id, message: { text: { body: "menu please" } } });
  expect(messages[2].revoke).toEqual({ original_message_id: first.id });
  expect(messages[3].reaction).toEqual({ message_id: id, emoji: "👍" });
  expect(messages[4]).toMatchObject({ from: ANA, type: "system", system: { wa_id: "15550100009" } });
  await expect(rig.sim.tap("15550100009", id, "Maybe")).rejects.toThrow("offers no");
});

test("media can be looked up and downloaded with the token, for five minutes", async () => {
  let now = 1_767_225_600_000;
  rig = await startRig({ clock: () => now });
  const message = await rig.sim.sendMedia(ANA, "image", { caption: "see" });
  const image = JSON.parse(rig.hooks[0]?.body ?? "").entry[0].changes[0].value.messages[0].image;
  expect(image).toMatchObject({ caption: "see", mime_type: "image/png" });
  const headers = { authorization: "Bearer token" };
  const found = await json(await fetch(`${rig.url}/graph/v25.0/${image.id}`, { headers }));
  expect(Buffer.from(found.sha256, "hex").toString("base64")).toBe(image.sha256);
  const bytes = await (await fetch(found.url, { headers })).arrayBuffer();
  expect(bytes.byteLength).toBe(found.file_size);
  expect((await fetch(found.url)).status).toBe(401);
  now += 6 * 60 * 1000;
  expect((await fetch(found.url, { headers })).status).toBe(404);
  expect(message.content.type).toBe("media");
});

test.each([
  ["token", "800000000000001/messages", 200, undefined],
  ["wrong", "800000000000001/messages", 401, 190],
  ["token", "1/messages", 400, 33],
])("a call with the token %s to %s: %i", async (token, path, status, code) => {
  rig = await startRig();
  const body = { messaging_product: "whatsapp", to: `+${ANA}`, text: { body: "x" } };
  const response = await rig.graph(body, path, token);
  expect(response.status).toBe(status);
  expect((await json(response)).error?.code).toBe(code);
});

test("the pair limit lets a burst through and then refuses with 131056 until time has passed", async () => {
  let now = 0;
  rig = await startRig({ clock: () => now, limits: { pairBurst: 2 } });
  const body = { messaging_product: "whatsapp", to: `+${ANA}`, text: { body: "x" } };
  const codes = [];
  for (let n = 0; n < 3; n += 1) codes.push((await json(await rig.graph(body))).error?.code);
  expect(codes).toEqual([undefined, undefined, 131056]);
  now += 6000;
  expect((await rig.graph(body)).status).toBe(200);
});

test("Meta's check of the callback URL", async () => {
  rig = await startRig();
  expect(await rig.sim.verifyWebhook()).toBe(true);
  rig.answers.push(403);
  expect(await rig.sim.verifyWebhook()).toBe(false);
});

test("closing drops retries and rejects those who wait", async () => {
  rig = await startRig({ timing: { metaRetryDelaysMs: [60_000] } });
  rig.answers.push(500);
  await rig.sim.write(ANA, "hello");
  const waiting = expect(rig.sim.waitForReply(ANA)).rejects.toThrow("closed");
  await rig.sim.close();
  await waiting;
});

test("every kind of message reaches Bellhop, and on Twilio those that it has", async () => {
  rig = await startRig();
  for (const name of kinds.keys()) await rig.sim.sendKind(ANA, name);
  const changes = rig.hooks.flatMap((hook) => JSON.parse(hook.body).entry[0].changes as Json[]);
  expect(changes.filter(({ field }) => field !== "messages").map(({ field }) => field)).toEqual([
    "standby",
    "history",
    "messaging_handovers",
  ]);
  expect(changes).toHaveLength(kinds.size);
  await rig.sim.sendKind(ANA, "form", { line: "twilio" });
  const params = new URLSearchParams(rig.hooks.at(-1)?.body);
  expect(JSON.parse(params.get("FlowData") ?? "")).toMatchObject({ rating: "5" });
  await expect(rig.sim.sendKind(ANA, "poll", { line: "twilio" })).rejects.toThrow("Twilio has no webhook");
  await expect(rig.sim.sendKind(ANA, "hologram")).rejects.toThrow("There is no kind");
});

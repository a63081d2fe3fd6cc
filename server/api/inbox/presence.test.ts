// Presence over real sockets: who views and who writes is sent to colleagues, and to nobody else.
import { afterEach, beforeAll, expect, test } from "vitest";
import { ownPage, useApp } from "../../../test/support/app.ts";
import { type EventStream, listenTo } from "../../../test/support/live.ts";
import { until } from "../../../test/support/until.ts";

const world = useApp();
const streams: EventStream[] = [];
let address: string;
beforeAll(async () => {
  address = await world.app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

const listen = async (headers: Record<string, string>) => {
  const stream = await listenTo(address, { headers });
  streams.push(stream);
  return stream;
};
const as = async (role: "viewer" | "agent" | "admin") =>
  listen({ ...ownPage, cookie: (await world.person(role)).cookie });
const heard = (stream: EventStream) => stream.said.filter(({ type }) => type === "presence");
const word = { type: "presence", conversation_id: 7, doing: "writing", asks: false };

test("colleagues hear who writes; who writes, and what is no such word, is not repeated", async () => {
  const [ada, bo] = [await as("agent"), await as("admin")];
  const { id, name } = await world.person("agent");
  for (const odd of [
    "{",
    "[]",
    "null",
    { ...word, doing: "x" },
    { ...word, conversation_id: -1 },
    { type: "spot.changed" },
  ])
    ada.say(odd);
  ada.say(word);
  await until("the word heard", () => heard(bo).length > 0 || null);
  expect(heard(bo)).toEqual([{ ...word, person: { id, name } }]);
  expect(heard(ada)).toEqual([]);
  await ada.close();
  streams.splice(streams.indexOf(ada), 1);
  await until("that they are gone", () => heard(bo).length > 1 || null);
  expect(heard(bo)[1]).toMatchObject({ doing: "gone", conversation_id: 7, person: { id } });
});

test("an API key is nowhere, and a flood is cut off", async () => {
  const bo = await as("admin");
  const key = await listen({ authorization: `Bearer ${world.keys.agent}` });
  key.say(word);
  const ada = await as("viewer");
  for (let time = 0; time < 100; time += 1) ada.say({ ...word, conversation_id: time + 1 });
  await until("some heard", () => heard(bo).length >= 20 || null);
  expect(heard(bo).length).toBe(20);
});

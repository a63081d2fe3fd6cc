// The queue of each device's messages, with fake connections.
import { expect, test } from "vitest";
import type { DeviceMessage, HearDevice } from "../../contract/devices.ts";
import { Boards, type DeviceConnection } from "./boards.ts";
import { defaultLimits } from "./limits.ts";

function build(hear: HearDevice) {
  return new Boards({
    hear,
    clock: () => new Date("2026-05-01T12:00:00Z"),
    limits: { ...defaultLimits, unheard: 4 },
  });
}

function makeSeat(deviceId = 7): { seat: DeviceConnection; calls: string[] } {
  const calls: string[] = [];
  const throttledStream = Object.fromEntries(
    ["hold", "release", "destroy"].map((name) => [name, () => calls.push(name)]),
  );
  const seat = {
    deviceId,
    given: "esp",
    throttledStream: throttledStream as unknown as DeviceConnection["throttledStream"],
    waiting: 0,
    broken: false,
  };
  return { seat, calls };
}

const car = { deviceId: 7, kind: "reading", occupied: true } as const;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a connection is not read on while too much of it waits", async () => {
  const waiting: (() => void)[] = [];
  const boards = build(() => new Promise((resolve) => waiting.push(resolve)));
  const { seat, calls } = makeSeat();
  for (let i = 0; i < 3; i++) boards.say(seat, car, () => {});
  expect(calls).toEqual([]);
  boards.say(seat, car, () => {});
  expect(calls).toEqual(["hold"]);
  for (let i = 0; i < 2; i++) {
    expect(calls).toEqual(["hold"]);
    waiting.shift()!();
    await turn();
  }
  expect(calls).toEqual(["hold", "release"]);
});

test("one thing at a time is heard of a device, and devices do not wait for each other", async () => {
  const heard: DeviceMessage[] = [];
  const boards = build((message) => {
    heard.push(message);
    return new Promise(() => {});
  });
  const { seat } = makeSeat();
  boards.say(seat, car, () => {});
  boards.say(seat, car, () => {});
  boards.say(makeSeat(8).seat, { ...car, deviceId: 8 }, () => {});
  await turn();
  expect(heard.map(({ deviceId }) => deviceId)).toEqual([7, 8]);
});

test("an arrival that cannot be heard ends the connection, so that it comes again", async () => {
  const boards = build(async () => {
    throw new Error("no database");
  });
  const { seat, calls } = makeSeat();
  boards.join(seat);
  await turn();
  expect(calls).toEqual(["destroy"]);
});

test("a departure that was not heard in time is not told when the device is back", async () => {
  const heard: boolean[] = [];
  const boards = build(async (message) => {
    if (message.kind !== "presence") return;
    if (!message.online) throw new Error("no database");
    heard.push(message.online);
  });
  const first = makeSeat().seat;
  boards.join(first);
  boards.leave(first);
  await turn();
  boards.join(makeSeat().seat);
  await turn();
  expect(heard).toEqual([true, true]);
  await boards.settle();
});

test("settling waits for what is being heard, and hears nothing more", async () => {
  const heard: DeviceMessage[] = [];
  let release = () => {};
  const boards = build(async (message) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    heard.push(message);
  });
  const outcomes: (Error | null)[] = [];
  const { seat } = makeSeat();
  for (let i = 0; i < 3; i++) boards.say(seat, car, (error) => outcomes.push(error));
  const settled = boards.settle();
  await turn();
  release();
  await settled;
  expect(heard).toHaveLength(1);
  expect(outcomes.map((error) => error === null)).toEqual([true, false, false]);
});

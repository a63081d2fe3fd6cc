// The live connection, with a fake socket and a fake clock.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEvent, onLive as OnLive, startLive as StartLive } from "./live.ts";

class FakeSocket {
  static all: FakeSocket[] = [];
  url: URL;
  closed = false;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(url: URL) {
    this.url = url;
    FakeSocket.all.push(this);
  }
  /** When the network is gone, the server does not answer a close. */
  close(): void {
    this.closed = true;
  }
  say(event: object): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
  end(code = 1006): void {
    this.onclose?.({ code });
  }
}

const last = (): FakeSocket => FakeSocket.all.at(-1)!;
let page: EventTarget & { visibilityState: string };
let network: EventTarget;
let heard: LiveEvent[];
let end: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.all = [];
  heard = [];
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  network = new EventTarget();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", network);
  vi.stubGlobal("location", { href: "https://desk.test/desk/inbox" });
  vi.stubGlobal("navigator", { onLine: true });
  vi.resetModules();
  const live = (await import("./live.ts")) as { startLive: typeof StartLive; onLive: typeof OnLive };
  live.onLive((event) => heard.push(event));
  end = live.startLive();
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const types = () => heard.map(({ type }) => type);

test("it connects to the same house, and what it hears is passed on", () => {
  expect(String(last().url)).toBe("wss://desk.test/api/live");
  last().say({ type: "hello", cursor: "c1" });
  last().say({ type: "inbox.changed", cursor: "c2", data: { conversation_ids: [1] } });
  expect(types()).toEqual(["hello", "reset", "inbox.changed"]);
});

test("after a break it goes on where it was", () => {
  last().say({ type: "hello", cursor: "c1" });
  last().say({ type: "spot.changed", cursor: "c 2+" });
  last().end();
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(400);
  expect(FakeSocket.all).toHaveLength(2);
  expect(last().url.searchParams.get("after")).toBe("c 2+");
});

test("pauses grow, up to a limit, and begin anew when it was there again", () => {
  const pauses: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    last().end();
    const before = FakeSocket.all.length;
    let waited = 0;
    while (FakeSocket.all.length === before) waited += vi.advanceTimersByTime(100) && 100;
    pauses.push(waited);
  }
  expect(pauses).toEqual([400, 800, 1_600, 3_200, 6_400, 12_800, 20_000, 20_000, 20_000]);
  last().say({ type: "hello", cursor: "c1" });
  last().end();
  vi.advanceTimersByTime(400);
  expect(FakeSocket.all).toHaveLength(11);
});

test("a line that says nothing for a minute is given up, without waiting for its goodbye", () => {
  const first = last();
  first.say({ type: "hello", cursor: "c1" });
  vi.advanceTimersByTime(59_000);
  first.say({ type: "beat", cursor: "c2" });
  vi.advanceTimersByTime(59_000);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(1_500);
  expect(first.closed).toBe(true);
  expect(FakeSocket.all).toHaveLength(2);
  // Later events and the close of the abandoned socket are ignored.
  heard = [];
  first.say({ type: "inbox.changed", cursor: "old" });
  first.end();
  expect(types()).toEqual([]);
  last().end();
  vi.advanceTimersByTime(800);
  expect(last().url.searchParams.get("after")).toBe("c2");
});

test("the network going and coming is noticed at once", () => {
  last().say({ type: "hello", cursor: "c1" });
  vi.stubGlobal("navigator", { onLine: false });
  network.dispatchEvent(new Event("offline"));
  expect(last().closed).toBe(true);
  vi.stubGlobal("navigator", { onLine: true });
  network.dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(2);
});

test("whoever comes back to the page does not wait for the next try", () => {
  for (let n = 0; n < 6; n += 1) {
    last().end();
    vi.runOnlyPendingTimers();
  }
  last().end();
  const before = FakeSocket.all.length;
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.all).toHaveLength(before);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.all).toHaveLength(before + 1);
});

test("who is dismissed, or fails twice, is told to ask who they are", () => {
  last().say({ type: "hello", cursor: "c1" });
  last().end(4001);
  expect(types()).toEqual(["hello", "reset", "lost"]);
  vi.runOnlyPendingTimers();
  last().say({ type: "hello", cursor: "c1" });
  last().end();
  expect(types()).toEqual(["hello", "reset", "lost", "hello"]);
  vi.runOnlyPendingTimers();
  last().end();
  expect(types().at(-1)).toBe("lost");
});

test("once it is ended nothing is tried any more", () => {
  end();
  expect(last().closed).toBe(true);
  last().end();
  vi.runAllTimers();
  network.dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(1);
});

// Every outcome, and what becomes of a message after it.
import { describe, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { accepted, refused, unanswered, unreachable } from "../../../test/support/fake-channel.ts";
import type { Advice, SendResult } from "../../contract/outbound.ts";
import { decide, decideUnknown } from "./retry.ts";

const hour = 3_600;
const attempt = (given: Partial<Parameters<typeof decide>[1]> = {}) => ({
  attempts: 1,
  queuedAt: noon,
  canAsk: false,
  ...given,
});

/** Seconds from now until the next attempt; null when there is none. */
function waitOf(result: SendResult, given: Partial<Parameters<typeof decide>[1]> = {}, jitter = 0): number | null {
  const decision = decide(result, attempt(given), noon, jitter);
  return "at" in decision ? (decision.at.getTime() - noon.getTime()) / 1_000 : null;
}

test("accepted is done, with every name that the provider gave", () => {
  const result = { outcome: "accepted", providerId: "wamid.1", waId: "1555", bsuid: "US.1" } as const;
  expect(decide(result, attempt(), noon)).toEqual({ next: "done", providerId: "wamid.1", waId: "1555", bsuid: "US.1" });
  expect(decide(accepted("x"), attempt({ attempts: 99, queuedAt: at(-90 * hour) }), noon).next).toBe("done");
});

describe("unreachable", () => {
  test.each([
    [1, 0.5],
    [2, 1],
    [3, 2],
    [7, 32],
    [8, 60],
    [500, 60],
  ])("attempt %d is followed after %d s", (attempts, seconds) => {
    expect(waitOf(unreachable, { attempts })).toBe(seconds);
    expect(waitOf(unreachable, { attempts }, 1)).toBe(seconds * 1.25);
  });

  test("it is tried for a day, then it fails with a remedy", () => {
    expect(decide(unreachable, attempt({ attempts: 900, queuedAt: at(-24 * hour) }), noon).next).toBe("again");
    expect(decide(unreachable, attempt({ queuedAt: at(-24 * hour - 1) }), noon)).toMatchObject({
      next: "fail",
      code: null,
      details: "ECONNREFUSED",
      remedy: expect.stringMatching(/./),
    });
  });

  test("nothing rests but the message", () => {
    expect(decide(unreachable, attempt(), noon)).toMatchObject({ pause: false, attempted: true });
  });
});

describe("unanswered", () => {
  test("never simply again: it is settled first, soon where the provider can be asked, else after time for an echo", () => {
    expect(decide(unanswered, attempt({ canAsk: true }), noon)).toMatchObject({ next: "settle", at: at(3) });
    expect(decide(unanswered, attempt(), noon).next).toBe("settle");
    expect(waitOf(unanswered)).toBeGreaterThanOrEqual(15);
  });

  test("when even asking told nothing, it is asked again ever less often, and in the end people decide", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempts) => decideUnknown(attempts, noon));
    expect(waits.map(({ next }) => next)).toEqual(Array.from({ length: 7 }, () => "settle"));
    const times = waits.map((one) => ("at" in one ? one.at.getTime() : 0));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(decideUnknown(8, noon)).toMatchObject({ next: "fail", remedy: expect.stringContaining("may or may not") });
  });

  test("after the third attempt it fails, and says that it may have arrived", () => {
    expect(decide(unanswered, attempt({ attempts: 2 }), noon).next).toBe("settle");
    expect(decide(unanswered, attempt({ attempts: 3 }), noon)).toMatchObject({
      next: "fail",
      details: "no answer within 15000 ms",
      remedy: expect.stringContaining("may or may not"),
      pause: null,
    });
  });
});

describe("refused", () => {
  test.each<[Advice["action"], string]>([
    ["retry", "again"],
    ["wait", "again"],
    ["template", "fail"],
    ["never", "fail"],
  ])("%s: %s", (action, next) => {
    expect(decide(refused({ action }), attempt(), noon).next).toBe(next);
  });

  test.each([
    [1, 1, 300],
    [2, 4, 600],
    [3, 16, 1_200],
    [5, 256, 3_600],
  ])("attempt %d: retry after %d s, wait after %d s", (attempts, retry, wait) => {
    expect(waitOf(refused({ action: "retry" }), { attempts })).toBe(retry);
    expect(waitOf(refused({ action: "wait" }), { attempts })).toBe(wait);
  });

  test("the provider's own Retry-After is obeyed, even beyond ours", () => {
    const asked = { ...refused({ action: "retry" }), retryAfterMs: 7_200_000 } as SendResult;
    expect(waitOf(asked)).toBe(7_200);
    expect(waitOf({ ...refused({ action: "retry" }), retryAfterMs: 10 } as SendResult)).toBe(1);
  });

  test.each<Advice["action"]>(["retry", "wait"])("%s ends after six attempts or a day", (action) => {
    expect(decide(refused({ action }), attempt({ attempts: 5 }), noon).next).toBe("again");
    expect(decide(refused({ action }), attempt({ attempts: 6 }), noon).next).toBe("fail");
    expect(decide(refused({ action }), attempt({ queuedAt: at(-24 * hour - 1) }), noon).next).toBe("fail");
  });

  test("a failure keeps the provider's number, words and our remedy", () => {
    const result = refused({ action: "template", remedy: "Send a template." }, { code: 131047, title: "Re-engage" });
    expect(decide(result, attempt(), noon)).toEqual({
      next: "fail",
      code: 131047,
      title: "Re-engage",
      details: null,
      remedy: "Send a template.",
      pause: null,
    });
  });

  test.each<[Advice["scope"], boolean, boolean]>([
    ["message", true, false],
    ["pair", true, false],
    ["channel", false, false],
    ["channel", true, true],
  ])("never, about the %s, operator %s: the number rests %s", (scope, operator, rests) => {
    const decision = decide(refused({ scope, operator }), attempt(), noon);
    expect(decision).toMatchObject({ next: "fail", pause: rests ? at(60) : null });
  });

  test("a temporary refusal of the number holds the number back, one of the person does not", () => {
    expect(decide(refused({ action: "retry", scope: "channel" }), attempt(), noon)).toMatchObject({ pause: true });
    expect(decide(refused({ action: "retry", scope: "pair" }), attempt(), noon)).toMatchObject({ pause: false });
  });
});

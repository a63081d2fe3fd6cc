// For every outcome: what happens to the message, and what it says about the channel.
import { describe, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { accepted, refused, unanswered, unreachable } from "../../../test/support/fake-channel.ts";
import type { Advice, SendResult } from "../../contract/outbound.ts";
import { type Attempt, decide, signOf } from "./retry.ts";

const attempt = (given: Partial<Attempt> = {}): Attempt => ({
  attempts: 1,
  firstAttemptAt: noon,
  well: true,
  canAsk: false,
  ...given,
});

/** Seconds until the next attempt; null when there is none. */
function waitOf(result: SendResult, given: Partial<Attempt> = {}, jitter = 0): number | null {
  const decision = decide(result, attempt(given), noon, jitter);
  return "at" in decision ? (decision.at.getTime() - noon.getTime()) / 1_000 : null;
}

test("accepted is done, with every name that the provider gave", () => {
  const result = { outcome: "accepted", providerId: "wamid.1", waId: "1555", bsuid: "US.1" } as const;
  expect(decide(result, attempt(), noon)).toEqual({ next: "done", providerId: "wamid.1", waId: "1555", bsuid: "US.1" });
  expect(signOf(accepted())).toEqual({ well: true });
});

test("unreachable: the message waits with its number, and no attempt counts", () => {
  expect(decide(unreachable, attempt({ attempts: 500 }), noon)).toMatchObject({
    next: "again",
    at: noon,
    counted: false,
  });
  expect(signOf(unreachable)).toMatchObject({ well: false, sure: true, operator: false });
});

test("unanswered: settled first, soon where the provider can be asked, else after time for an echo", () => {
  expect(decide(unanswered, attempt({ canAsk: true }), noon)).toMatchObject({ next: "settle", at: at(3), left: true });
  expect(waitOf(unanswered)).toBe(45);
  expect(signOf(unanswered)).toMatchObject({ well: false, sure: true });
});

describe("refused", () => {
  const cases: [Advice["action"], Advice["scope"], boolean, string, boolean | undefined, unknown][] = [
    // action, scope, operator, next, counted, sign
    ["retry", "message", false, "again", true, { well: false, sure: false }],
    ["retry", "pair", false, "again", true, { well: true }],
    ["retry", "channel", false, "again", false, { well: false, sure: true }],
    ["wait", "message", false, "again", true, { well: true }],
    ["wait", "channel", false, "again", false, { well: false, sure: true }],
    ["template", "message", false, "fail", undefined, { well: true }],
    ["never", "message", false, "fail", undefined, { well: true }],
    ["never", "message", true, "fail", undefined, { well: true }],
    ["never", "channel", true, "again", true, { well: false, sure: true, operator: true }],
  ];
  test.each(cases)("%s of the %s, operator %s: %s", (action, scope, operator, next, counted, sign) => {
    const result = refused({ action, scope, operator });
    expect(decide(result, attempt(), noon)).toMatchObject(counted === undefined ? { next } : { next, counted });
    expect(signOf(result)).toMatchObject(sign as object);
  });

  test.each([
    [1, 1],
    [2, 4],
    [3, 16],
    [4, 30],
    [9, 30],
  ])("attempt %d of a passing fault is followed after %d s", (attempts, seconds) => {
    expect(waitOf(refused({ action: "retry" }), { attempts })).toBe(seconds);
  });

  test("the provider's Retry-After is obeyed, but never for longer than 30 s", () => {
    expect(waitOf({ ...refused({ action: "retry" }), retryAfterMs: 20_000 } as SendResult)).toBe(20);
    expect(waitOf({ ...refused({ action: "retry" }), retryAfterMs: 7_200_000 } as SendResult)).toBe(30);
  });

  test("a message that alone is refused fails after ten attempts and a quarter of an hour, not before either", () => {
    const own = refused({ action: "retry" });
    expect(decide(own, attempt({ attempts: 10, firstAttemptAt: at(-900) }), noon).next).toBe("fail");
    expect(decide(own, attempt({ attempts: 9, firstAttemptAt: at(-9_000) }), noon).next).toBe("again");
    expect(decide(own, attempt({ attempts: 50, firstAttemptAt: at(-800) }), noon).next).toBe("again");
  });

  test("while the number is held nothing counts, however often", () => {
    for (const advice of [{ action: "retry" }, { action: "never", scope: "channel", operator: true }] as const) {
      const sick = attempt({ attempts: 99, firstAttemptAt: at(-90_000), well: false });
      expect(decide(refused(advice), sick, noon)).toMatchObject({ next: "again", counted: false });
    }
  });

  test("a failure keeps the provider's number, words and our remedy", () => {
    const result = refused({ action: "template", remedy: "Send a template." }, { code: 131047, title: "Re-engage" });
    expect(decide(result, attempt(), noon)).toEqual({
      next: "fail",
      code: 131047,
      title: "Re-engage",
      details: null,
      remedy: "Send a template.",
    });
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packet } from "./board.fixture.ts";
import { Budget, Framing } from "./limits.ts";

describe("framing", () => {
  /** Feeds a stream in pieces, and returns the types of the packets that were completed. */
  function walk(pieces: Uint8Array[], maxBytes = 16_384): { types: number[]; fault: string | null } {
    const framing = new Framing(maxBytes);
    const types: number[] = [];
    for (const piece of pieces) {
      for (let at = 0; at < piece.length && !framing.fault; ) {
        const next = framing.step(piece, at);
        expect(next).toBeGreaterThan(at);
        at = next;
        if (framing.complete) types.push(framing.type);
      }
    }
    return { types, fault: framing.fault };
  }

  test("finds every packet, however the stream is cut", () => {
    const packets = fc.array(fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 400 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(packets, fc.array(fc.nat(500)), (kinds, cuts) => {
        const stream = Buffer.concat(kinds.map(([type, length]) => packet(type << 4, Buffer.alloc(length))));
        const pieces: Buffer[] = [];
        let from = 0;
        for (const cut of [...cuts, stream.length]) {
          pieces.push(stream.subarray(from, Math.min(from + cut, stream.length)));
          from = Math.min(from + cut, stream.length);
        }
        expect(walk(pieces)).toEqual({ types: kinds.map(([type]) => type), fault: null });
      }),
    );
  });

  test("never throws and never stands still, whatever comes", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1 })), (pieces) => void walk(pieces)));
  });

  test.each([
    ["a packet of the longest length", [0x30, 0xfd, 0x7f], null],
    ["one byte more", [0x30, 0xfe, 0x7f], "a packet that is too long"],
    ["a claim of 256 MB", [0x30, 0xff, 0xff, 0xff, 0x7f], "a packet that is too long"],
    ["a length of five bytes", [0x30, 0xff, 0xff, 0xff, 0xff, 0x01], "a packet with a malformed length"],
  ])("%s", (_, bytes, fault) => {
    expect(walk([Buffer.from(bytes)]).fault).toBe(fault);
  });
});

describe("budgets", () => {
  test("spending ends in a wait, and the wait is long enough", () => {
    const budget = new Budget(50, 200, 0);
    for (let i = 0; i < 200; i++) {
      expect(budget.wait(0)).toBe(0);
      budget.spend(1, 0);
    }
    const wait = budget.wait(0);
    expect(wait).toBeGreaterThan(0);
    expect(budget.wait(wait)).toBe(0);
  });

  test("a rest fills it up, but not beyond its size", () => {
    const budget = new Budget(50, 200, 0);
    budget.spend(200, 0);
    let spent = 0;
    for (; budget.wait(1e9) === 0; spent++) budget.spend(1, 1e9);
    expect(spent).toBe(200);
  });

  test("in the long run no more than the rate gets through", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(500)), { minLength: 50 }), (steps) => {
        const budget = new Budget(50, 200, 0);
        let now = 0;
        let spent = 0;
        for (const [amount, pause] of steps) {
          now += pause + budget.wait(now);
          expect(budget.wait(now)).toBe(0);
          budget.spend(amount, now);
          spent += amount;
        }
        expect(spent).toBeLessThanOrEqual(200 + (now / 1_000) * 50 + 20);
      }),
    );
  });
});

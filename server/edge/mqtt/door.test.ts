// The door without a network: who is counted, who is asked, who waits.
import { expect, test } from "vitest";
import { keptLog, rest } from "./board.fixture.ts";
import { createComplaints } from "./complaints.ts";
import { openDoor } from "./door.ts";
import { defaultLimits } from "./limits.ts";

const { signal } = new AbortController();
const secret = Buffer.from("secret");

function door(
  admit = async (_name: string, password: string): Promise<number | null> => (password === "secret" ? 7 : null),
) {
  return openDoor({
    admit,
    complain: createComplaints(keptLog().log),
    limits: { ...defaultLimits, strangers: 10, strangersPerAddress: 4 },
  });
}

test("counts strangers by address and in all", () => {
  const { enter, leave } = door();
  const four = Array.from({ length: 5 }, () => enter("10.0.0.1"));
  expect(four).toEqual([true, true, true, true, false]);
  leave("10.0.0.1");
  expect(enter("10.0.0.1")).toBe(true);
  for (let i = 2; i < 8; i++) expect(enter(`10.0.0.${i}`)).toBe(true);
  expect(enter("10.0.0.9")).toBe(false);
});

test("all that one customer has of IPv6 is one place", () => {
  const { enter } = door();
  for (let i = 1; i < 5; i++) expect(enter(`2001:db8:1:2::${i}`)).toBe(true);
  expect(enter("2001:db8:1:2:3:4:5:6")).toBe(false);
  expect(enter("2001:db8:1:3::1")).toBe(true);
});

test("who is gone is not asked about", async () => {
  let asked = 0;
  const gone = AbortSignal.abort();
  const { ask } = door(async () => ++asked);
  expect(await ask({ address: "10.0.0.1", name: "a", password: secret, left: gone })).toBeNull();
  expect(asked).toBe(0);
});

test("guesses delay their own address only", async () => {
  const { ask } = door();
  const wrong = Buffer.from("wrong");
  for (let i = 0; i < 5; i++) await ask({ address: "10.0.0.1", name: "a", password: wrong, left: signal });
  let answered = false;
  const guess = ask({ address: "10.0.0.1", name: "a", password: secret, left: signal }).then((id) => {
    answered = true;
    return id;
  });
  expect(await ask({ address: "10.0.0.2", name: "a", password: secret, left: signal })).toBe(7);
  await rest(50);
  expect(answered).toBe(false);
  expect(await guess).toBe(7);
});

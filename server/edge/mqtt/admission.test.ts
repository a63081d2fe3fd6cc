// Admission without a network: limits on connections, checking of passwords, delays after wrong ones.
import { expect, test } from "vitest";
import { createAdmission } from "./admission.ts";
import { keptLog, rest } from "./board.fixture.ts";
import { defaultLimits } from "./limits.ts";
import { createThrottledLog } from "./throttled-log.ts";

const { signal } = new AbortController();
const secret = Buffer.from("secret");

function door(
  admit = async (_name: string, password: string): Promise<number | null> => (password === "secret" ? 7 : null),
) {
  return createAdmission({
    admit,
    throttledLog: createThrottledLog(keptLog().log),
    limits: { ...defaultLimits, strangers: 10, strangersPerAddress: 4 },
  });
}

/** An admission, and the names of connections that were closed to make room. */
function crowd() {
  const { enter } = door();
  const gone: string[] = [];
  return { gone, come: (address: string, name: string) => enter(address, () => gone.push(name)) };
}

test("where an address has too many strangers its oldest gives way", () => {
  const { come, gone } = crowd();
  for (const name of ["a", "b", "c", "d"]) come("10.0.0.1", name);
  come("10.0.0.2", "elsewhere");
  expect(gone).toEqual([]);
  come("10.0.0.1", "e");
  expect(gone).toEqual(["a"]);
  come("10.0.0.1", "f");
  expect(gone).toEqual(["a", "b"]);
});

test("those who have said nothing give way before one who has, however old that is", () => {
  const { come, gone } = crowd();
  come("10.0.0.1", "board").speak();
  for (let i = 0; i < 64; i++) come("10.0.0.1", `silent ${i}`);
  expect(gone).toHaveLength(61);
  expect(gone).not.toContain("board");
});

test("who left or was let in makes room, and leaves once", () => {
  const { come, gone } = crowd();
  const [first] = ["a", "b", "c", "d"].map((name) => come("10.0.0.1", name));
  first!.leave();
  first!.leave();
  come("10.0.0.1", "e");
  expect(gone).toEqual([]);
  come("10.0.0.1", "f");
  expect(gone).toEqual(["b"]);
});

test("where there are too many in all the oldest of any address gives way", () => {
  const { come, gone } = crowd();
  for (let i = 0; i < 10; i++) come(`10.0.0.${i}`, String(i));
  come("10.0.0.99", "new");
  expect(gone).toEqual(["0"]);
});

test("all that one customer has of IPv6 is one place", () => {
  const { come, gone } = crowd();
  for (let i = 1; i < 5; i++) come(`2001:db8:1:2::${i}`, String(i));
  come("2001:db8:1:3::1", "neighbour");
  expect(gone).toEqual([]);
  come("2001:db8:1:2:3:4:5:6", "5");
  expect(gone).toEqual(["1"]);
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

// Which passwords are accepted, and the messages for those that are not.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "./password-rules.ts";
import { rate } from "./password-strength.ts";

const owner = { name: "Ana López", email: "ana.lopez@hotel-sol.example" };
const said = (password: string): Promise<string> =>
  check(password, owner, async (question) => rate(question)).then(
    () => "good",
    (error: { code?: string }) => error.code ?? String(error),
  );

describe("is refused", () => {
  test.each([
    "password12",
    "1234567890",
    "Password123!",
    "P@ssw0rd1234",
    "letmein12345",
    "iloveyou1234",
    "aaaaaaaaaaaa",
    "abababababab",
    "abcdefghijkl",
    "qwertyuiop",
    "qwertzuiop1",
    "azertyuiop12",
    "1qaz2wsx3edc",
    "poiuytrewq",
    "йцукенгшщз",
    "пароль12345",
    "ana.lopez@hotel-sol.example",
    "Ana.Lopez@Hotel-Sol.example!",
    "ana.lopez@hotel-sol.exampleana.lopez@hotel-sol.example",
    "analopez1990",
    "AnaLópez2026",
    "lopez-hotel-sol",
    "bellhop2026!",
    "Bellhop-Desk-1",
    "whatsapp-parking",
    "zepol.ana1990",
  ])("%j as easy to guess", async (password) => {
    expect(await said(password)).toBe("PASSWORD_TOO_WEAK");
  });

  test.each([
    "",
    "short",
    "123456789",
    " ".repeat(12),
    " \t ".repeat(10),
    `   abcdefg   `,
    "\u00a0".repeat(20),
    "🙂🙂🙂🙂🙂",
  ])("%j as too short: blanks around it count for nothing", async (password) => {
    expect(await said(password)).toBe("PASSWORD_TOO_SHORT");
  });

  test("what is longer than the most", async () => {
    expect(await said("x7 ".repeat(67))).toBe("BAD_REQUEST");
  });
});

test.each([
  "correct horse battery staple",
  "a long walk by the sea",
  "Xk9#mQ2$vLpT",
  "lopez bakes purple bricks nightly",
  "гроза над тихим озером весной",
  "雨の日は図書館で静かに本を読む",
  " correct horse battery staple ",
])("%j is taken", async (password) => {
  expect(await said(password)).toBe("good");
});

test("the refusal says why and what to do", async () => {
  const fault = await check("analopez1990", owner).catch((error: Error) => error);
  expect((fault as Error).message).toMatch(/your own name.*words that do not belong together/);
  const common = await check("password12", owner).catch((error: Error) => error);
  expect((common as Error).message).toMatch(/^The password is easy to guess\. .+ Choose three or four words/);
});

test("one character again and again, and own words with digits, are never taken", async () => {
  const repeated = fc.tuple(fc.string({ minLength: 1, maxLength: 2 }), fc.integer({ min: 5, max: 40 }));
  const own = fc.tuple(fc.constantFrom("ana", "lopez", "hotel-sol", "bellhop"), fc.integer({ min: 0, max: 9_999 }));
  const weak = fc.oneof(
    repeated.map(([text, n]) => text.repeat(n)),
    own.map(([word, n]) => `${word}${word}${n}`),
  );
  await fc.assert(
    fc.asyncProperty(weak, async (password) => {
      expect(await said(password)).toMatch(/^PASSWORD_TOO_/);
    }),
    { numRuns: 50 },
  );
}, 120_000);

test("rating a password that takes long keeps nobody else waiting", async () => {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 10);
  const refused = await check("aA1!".repeat(50), owner).catch((error: unknown) => error);
  clearInterval(timer);
  expect(refused).toMatchObject({ code: "PASSWORD_TOO_WEAK" });
  expect(ticks).toBeGreaterThan(5);
}, 60_000);

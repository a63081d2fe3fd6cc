// Against a small mail server: what it gets, and what becomes of its refusals.
import { expect, test } from "vitest";
import { freePort } from "../../../test/support/port.ts";
import { useSmtp } from "../../../test/support/smtp.ts";
import { createMailer } from "./smtp.ts";

const server = useSmtp();
const mail = {
  to: "ana@example.com",
  key: "6f3b2c1a-0000-4000-8000-000000000001",
  subject: "Bellhop: a number cannot send",
  text: "Größe: 5",
  html: "<p>Größe: 5</p>",
};
const mailer = (url = server.url) => createMailer({ url, from: "Bellhop <desk@example.com>" });

test("a mail arrives with a Message-ID that stays the same", async () => {
  expect(await mailer().send(mail)).toEqual({ outcome: "taken", answer: "250 2.0.0 queued as 1A2B" });
  await mailer().send(mail);
  expect(server.received).toHaveLength(2);
  for (const { to, headers, body } of server.received) {
    expect(to).toBe("ana@example.com");
    expect(headers).toMatchObject({
      from: "Bellhop <desk@example.com>",
      subject: mail.subject,
      "message-id": `<${mail.key}@example.com>`,
      "auto-submitted": "auto-generated",
    });
    expect(Buffer.from(body, "latin1").toString()).toContain("Größe: 5");
    expect(body).toContain("text/html");
  }
});

test("name and password of the address are given, with their special characters", async () => {
  await mailer(server.url.replace("//", "//desk:p%40%3Ass@")).send(mail);
  expect(server.credentials).toEqual(["\0desk\0p@:ss"]);
});

test.each([
  ["RCPT", "550 5.1.1 no such person", "refused"],
  ["RCPT", "450 4.2.1 try later", "later"],
  ["MAIL", "553 5.7.1 you may not send as this", "later"],
  [".", "554 5.3.4 too large", "later"],
  ["AUTH", "535 5.7.8 wrong password", "later"],
])("what %s is answered with %s is %s", async (word, reply, outcome) => {
  server.replies[word] = reply;
  const result = await mailer(server.url.replace("//", "//desk:secret@")).send(mail);
  expect(result).toEqual({ outcome, answer: reply });
});

test("a server that is down is asked later, and the answer names it without the password", async () => {
  const port = await freePort();
  const result = await mailer(`smtp://desk:secret@127.0.0.1:${port}`).send(mail);
  expect(result).toEqual({
    outcome: "later",
    answer: expect.stringContaining(`127.0.0.1:${port} could not be asked: `),
  });
  expect(result.answer).not.toContain("secret");
});

// All mails to the business's own people in English. When each is sent is decided elsewhere. Pure.
import { facts, heading, layOut, link, text, type WrittenMail } from "./mail-layout.ts";
import { timesIn } from "./times.ts";

const { moment } = timesIn("en-GB");

const foot = (publicUrl: string): string => `Bellhop at ${publicUrl}`;

/** A time as a mail tells it: the reader's time zone is not known. */
const utc = (at: Date): string => `${moment(at, "UTC")} UTC`;

/** What a mail with a one-time link needs. */
export type LinkFacts = { name: string; by: string; url: string; expiresAt: Date; publicUrl: string };

/** An alarm as a mail tells it. */
export type AlarmText = {
  title: string;
  what: string | null;
  remedy: string | null;
  /** Further lines: which number, how much. */
  facts: readonly string[];
  openedAt: Date;
  /** Null while it is open. */
  closedAt: Date | null;
};

const once = (expiresAt: Date): string => `The link works once, until ${utc(expiresAt)}.`;

/** Invites somebody. */
function invitation({ name, by, url, expiresAt, publicUrl }: LinkFacts): WrittenMail {
  const parts = [
    text(`Hello ${name},`),
    text(`${by} invites you to Bellhop, where your team answers customers on WhatsApp.`),
    link("Choose a password and sign in", url),
    text(`${once(expiresAt)} If you do not know what this is about, ignore this mail.`),
  ];
  return layOut("Your invitation to Bellhop", parts, foot(publicUrl));
}

/** Gives somebody a link for a new password. */
function newPassword({ name, by, url, expiresAt, publicUrl }: LinkFacts): WrittenMail {
  const parts = [
    text(`Hello ${name},`),
    text(`${by} made you a link to choose a new password for Bellhop. Until you use it, your password stays as it is.`),
    link("Choose a new password", url),
    text(`${once(expiresAt)} If you did not ask for this, tell ${by}.`),
  ];
  return layOut("A new password for Bellhop", parts, foot(publicUrl));
}

/** Gives somebody a link for a new password for which they, or somebody else, asked on the sign-in page. */
function forgottenPassword({ name, url, expiresAt, publicUrl }: Omit<LinkFacts, "by">): WrittenMail {
  const parts = [
    text(`Hello ${name},`),
    text("Somebody asked on the sign-in page of Bellhop for a link to choose a new password for you."),
    link("Choose a new password", url),
    text(
      `${once(expiresAt)} If it was not you, ignore this mail: nothing has changed, and without the link nobody can change it.`,
    ),
  ];
  return layOut("A new password for Bellhop", parts, foot(publicUrl));
}

/** Shows that mail works. */
const test = (by: string, publicUrl: string): WrittenMail =>
  layOut(
    "Bellhop: mail works",
    [
      text(`${by} asked for this mail to see whether Bellhop can send any. It can: alarms will come this way.`),
      link("Settings", `${publicUrl}/desk/settings`),
    ],
    foot(publicUrl),
  );

const subjectOf = (alarms: readonly AlarmText[]): string => {
  const [first] = alarms;
  const isOver = alarms.every(({ closedAt }) => closedAt !== null);
  if (alarms.length === 1) return `Bellhop: ${isOver ? "over: " : ""}${first!.title}`;
  return `Bellhop: ${alarms.length} ${isOver ? "alarms are over" : "alarms"}`;
};

/** Tells alarms that began, or are over. */
function alarms(told: readonly AlarmText[], publicUrl: string): WrittenMail {
  const parts = told.flatMap(({ title, what, remedy, facts: lines, openedAt, closedAt }) => [
    heading(closedAt === null ? title : `Over: ${title}`),
    ...(what === null ? [] : [text(what)]),
    ...(remedy === null || closedAt !== null ? [] : [text(`What to do: ${remedy}`)]),
    facts([...lines, `Since ${utc(openedAt)}`, ...(closedAt === null ? [] : [`Over since ${utc(closedAt)}`])]),
  ]);
  const where = link("Open the incidents", `${publicUrl}/desk/incidents`);
  return layOut(
    subjectOf(told),
    [...parts, where],
    `${foot(publicUrl)}. Which alarms are sent is chosen in its settings.`,
  );
}

/** What a rule tells the business's own people about a conversation. */
const rule = (
  subject: string,
  said: string,
  { name, phone }: { name: string | null; phone: string | null },
): WrittenMail =>
  layOut(
    subject,
    [text(said), facts([...(name ? [`Customer: ${name}`] : []), ...(phone ? [`Number: +${phone}`] : [])])],
    "A rule of Bellhop sent this. Rules are changed on the page Replies.",
  );

export const mails = { invitation, newPassword, forgottenPassword, test, alarms, rule };

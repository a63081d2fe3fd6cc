// Parses an entry of the audit log for display: the actor, the page that it links to, the changed fields.
import type { Brought } from "../../api/query.ts";
import { time } from "../../kit/format.ts";

export type Entry = Brought<"/api/audit">["entries"][number];

/** The actor's kind, and the name after the colon. */
export function actorOf(actor: string): { kind: "person" | "key" | "terminal" | "system"; name: string } {
  const [, kind, name] = /^(desk|api):(.*)$/s.exec(actor) ?? [];
  if (kind === "desk") return { kind: "person", name: name! };
  if (kind === "api") return { kind: "key", name: name! };
  return { kind: actor === "cli" ? "terminal" : "system", name: actor };
}

/** The name of what was changed, now or before; null if it has none. */
export function nameOf({ before, after }: Pick<Entry, "before" | "after">): string | null {
  for (const words of [after, before] as ({ [name: string]: unknown } | null)[])
    for (const field of ["name", "keyword", "shortcut", "code"])
      if (typeof words?.[field] === "string") return words[field];
  return null;
}

/** The e-mail address of a sign-in attempt by an unknown user; null if there is none. */
export function triedOf({ after }: Pick<Entry, "after">): string | null {
  const email = (after as { email?: unknown } | null)?.email;
  return typeof email === "string" ? email : null;
}

/** The address of the page that shows what was changed; null if it has no page. */
export function pageOf({ subject, subject_id: id }: Pick<Entry, "subject" | "subject_id">): string | null {
  if (subject === "booking") return `/parking/bookings/${id}`;
  if (subject === "account") return `/parking/drivers/${id}`;
  if (subject === "conversation") return `/inbox/${id}`;
  if (subject === "messages") return "/messages";
  if (subject === "bookings") return "/parking/bookings";
  if (subject === "lot" || subject === "spot") return "/parking/lots";
  if (subject === "device") return "/parking/devices";
  if (subject === "person") return "/people";
  if (subject === "key") return "/keys";
  if (subject === "rule") return "/rules";
  if (subject === "canned") return "/rules/canned";
  if (subject === "label") return "/rules/labels";
  return null;
}

const said = (value: unknown): string | null => {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value !== "string") return JSON.stringify(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? time(value) : value;
};

/** The fields that differ before and after, in order. */
export function changesOf(
  before: unknown,
  after: unknown,
): { field: string; before: string | null; after: string | null }[] {
  const [was, is] = [before, after].map((one) =>
    typeof one === "object" && one !== null && !Array.isArray(one) ? (one as Record<string, unknown>) : { "": one },
  ) as [Record<string, unknown>, Record<string, unknown>];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields
    .map((field) => ({ field, before: said(was[field]), after: said(is[field]) }))
    .filter((one) => one.before !== one.after);
}

// Facts for tests of texts to drivers: ordinary defaults, which a test overrides as needed; and WhatsApp's limits.
import { at, noon } from "../../../../test/support/build.ts";
import type { Draft } from "../../../contract/outbound.ts";
import type { Booking } from "../billing.ts";
import type { Lot } from "../lots.ts";
import type { OpenBooking } from "../notices.ts";
import { usual } from "../terms.ts";

export function makeLot(given: Partial<Lot> = {}): Lot {
  return {
    id: 1,
    name: "Market Square",
    currency: "USD",
    rate_cents_per_hour: 300,
    created_at: noon,
    updated_at: noon,
    ...usual,
    ...given,
  };
}

export function makeBooking(given: Partial<Booking> = {}): Booking {
  return {
    id: 1,
    lot_id: 1,
    spot_id: 1,
    account_id: 1,
    status: "reserved",
    currency: "USD",
    rate_cents_per_hour: 300,
    daily_cap_cents: null,
    free_minutes: 0,
    reserved_at: noon,
    expires_at: at(720 * 60),
    reminder_at: null,
    extended_at: null,
    started_at: null,
    seen_at: null,
    empty_since: null,
    end_due_at: null,
    low_balance_at: null,
    limit_at: null,
    limit_warn_at: null,
    billed_until: null,
    ended_at: null,
    closed_at: null,
    amount_cents: null,
    ended_by: null,
    created_by: "driver",
    key: null,
    ...given,
  };
}

export function makeFacts(given: Partial<OpenBooking> = {}): OpenBooking {
  return {
    booking: makeBooking(),
    lot: makeLot(),
    spotCode: "A",
    watched: true,
    claim: null,
    unseen: false,
    extendable: true,
    balance: 10_000,
    now: noon,
    ...given,
  };
}

/** What WhatsApp, or a channel that writes choices out as text, would not accept in a draft. */
export function faultsOf(draft: Draft): string[] {
  if (draft.type !== "text" && draft.type !== "buttons" && draft.type !== "list")
    return [`a draft of type ${draft.type}`];
  const faults: string[] = [];
  const within = (what: string, text: string, longest: number) => {
    if (text.trim() === "" || text.length > longest) faults.push(`${what} has ${text.length} characters: ${text}`);
    if (!text.isWellFormed()) faults.push(`${what} is cut within a character`);
  };
  within("the text", draft.text, draft.type === "text" ? 1_600 : 1_024);
  if (draft.type === "text") return faults;
  const sections = draft.type === "list" ? draft.sections : [{ rows: draft.buttons }];
  const choices = sections.flatMap(({ rows }) => rows);
  const most = draft.type === "list" ? 10 : 3;
  if (choices.length < 1 || choices.length > most) faults.push(`${choices.length} choices`);
  if (sections.some(({ rows }) => rows.length === 0)) faults.push("a section is empty");
  for (const { id, title, description } of choices) {
    within("an id", id, 200);
    within("a title", title, draft.type === "list" ? 24 : 20);
    if (description !== undefined) within("a description", description, 72);
  }
  if (new Set(choices.map(({ id }) => id)).size < choices.length) faults.push("two choices have one id");
  if (draft.type === "buttons" && new Set(choices.map(({ title }) => title)).size < choices.length)
    faults.push("two buttons have one title");
  if (draft.type === "list") {
    within("the button", draft.button, 20);
    for (const section of draft.sections) within("a section's title", section.title ?? "", 24);
  }
  const lines = sections.flatMap((section) => [
    ...("title" in section ? [`_${section.title}_`, ""] : [""]),
    ...section.rows.map(({ id, title, description }) => `Reply *${id}* – ${title} (${description ?? ""})`),
  ]);
  within("the whole, written out,", [draft.text, ...lines].join("\n"), 1_600);
  return faults;
}

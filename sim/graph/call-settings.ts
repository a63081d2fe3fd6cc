// The call settings of the number as Meta keeps them: reading and changing them, and when its customers can call. (Meta: calling, call settings.)
import type { Bus } from "../bus.ts";
import { isObject, type Reply } from "../http.ts";
import type { Account } from "./account.ts";
import { listAt, objectAt, onlyKeys, textAt } from "./check.ts";
import { GraphError } from "./errors.ts";

export type CallSettings = {
  /** The answer of `GET settings`. */
  read(): Reply;
  /** Changes what is given, as `POST settings`. Throws GraphError for what the real API refuses. */
  change(body: unknown): Reply;
  /** Whether calling is switched on. */
  isOn(): boolean;
  /** Whether calls go to a SIP server and not through the Graph API. */
  usesSip(): boolean;
  /** Whether phones show a button to call. */
  showsButton(): boolean;
  /** Why a phone cannot call at a time, in a sentence; null when it can. A link calls without a button. */
  refuses(at: number): string | null;
};

type Span = { day_of_week: string; open_time: string; close_time: string };
type Holiday = { date: string; start_time: string; end_time: string };
type Hours = { status: string; timezone_id: string; weekly_operating_hours: Span[]; holiday_schedule?: Holiday[] };
type State = {
  status: string;
  call_icon_visibility: string;
  callback_permission_status: string;
  call_hours?: Hours;
  sip: { status: string };
  call_icons?: { restrict_to_user_countries: string[] };
};

const STATES = ["ENABLED", "DISABLED"];
const DAYS = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
const TIME = /^([01]\d|2[0-3])[0-5]\d$/;
const MOST_HOLIDAYS = 20;
/** Limits of messages below the 2,000 that calling needs. */
const SMALL = ["TIER_50", "TIER_250", "TIER_1K"];
const RIGHTS = { read: "whatsapp_business_management", change: "whatsapp_business_messaging" };

/** Settings with which customers can call at any time; a real number has calling switched off at first. */
export function createCallSettings({ bus, account }: { bus: Bus; account: Account }): CallSettings {
  let state: State = {
    ...{ status: "ENABLED", call_icon_visibility: "DEFAULT", callback_permission_status: "DISABLED" },
    sip: { status: "DISABLED" },
  };
  const showsButton = () => state.status === "ENABLED" && state.call_icon_visibility === "DEFAULT";
  const needs = (right: string) => {
    if (!account.state().scopes.includes(right)) throw new GraphError(200, `The token lacks the permission ${right}.`);
  };
  return {
    isOn: () => state.status === "ENABLED",
    usesSip: () => state.sip.status === "ENABLED",
    showsButton,
    read() {
      needs(RIGHTS.read);
      return { status: 200, body: { calling: state } };
    },
    change(body) {
      needs(RIGHTS.change);
      const next = { ...state, ...checked(body) };
      const switchesOn = state.status !== "ENABLED" && next.status === "ENABLED";
      if (switchesOn && SMALL.includes(account.state().messaging_limit))
        throw new GraphError(138015, "Calling needs a messaging limit of at least 2,000 customers a day.");
      state = next;
      bus.emit({ type: "call_button", data: { shown: showsButton() } });
      return { status: 200, body: { success: true } };
    },
    refuses(at) {
      if (state.status !== "ENABLED") return "This business takes no calls";
      const hours = state.call_hours;
      return hours?.status === "ENABLED" && !isOpen(hours, at) ? "This business takes calls at other hours" : null;
    },
  };
}

const KEYS = [
  ...["status", "call_icon_visibility", "call_icons", "call_hours"],
  ...["callback_permission_status", "sip"],
] as const;

/** What a request changes. */
function checked(body: unknown): Partial<State> {
  if (!isObject(body)) throw new GraphError(100, "The request body must be a JSON object.");
  onlyKeys(body, "settings", ["calling"]);
  const calling = objectAt(body, "calling");
  onlyKeys(calling, "calling", KEYS);
  if (Object.keys(calling).length === 0) throw new GraphError(100, "Param calling must not be empty.");
  const oneOf = (parent: Record<string, unknown>, key: string, values: readonly string[]) => {
    if (parent[key] !== undefined && !values.includes(parent[key] as string))
      throw new GraphError(100, `Param ${key} must be one of {${values.join(", ")}}.`);
  };
  oneOf(calling, "status", STATES);
  oneOf(calling, "call_icon_visibility", ["DEFAULT", "DISABLE_ALL"]);
  oneOf(calling, "callback_permission_status", STATES);
  if (calling.sip !== undefined) oneOf(objectAt(calling, "sip"), "status", STATES);
  if (calling.call_icons !== undefined) checkCountries(objectAt(calling, "call_icons"));
  if (calling.call_hours !== undefined) {
    const hours = objectAt(calling, "call_hours");
    textAt(hours, "status", "call_hours['status']", 8);
    oneOf(hours, "status", STATES);
    checkHours(hours);
  }
  return calling as Partial<State>;
}

function checkCountries(icons: Record<string, unknown>): void {
  onlyKeys(icons, "call_icons", ["restrict_to_user_countries"]);
  const countries = listAt(icons, "restrict_to_user_countries", "restrict_to_user_countries", 0, 250);
  const wrong = countries.find((one) => typeof one !== "string" || !/^[A-Z]{2}$/.test(one));
  if (wrong !== undefined) throw new GraphError(100, `Param restrict_to_user_countries has no country "${wrong}".`);
}

/** The hours are replaced as a whole: at most two spans a day, which do not overlap, at least one in all; at most 20 holidays. */
function checkHours(hours: Record<string, unknown>): void {
  onlyKeys(hours, "call_hours", ["status", "timezone_id", "weekly_operating_hours", "holiday_schedule"]);
  const zone = textAt(hours, "timezone_id", "timezone_id", 64);
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new GraphError(100, `Param timezone_id must be a time zone, not "${zone}".`);
  }
  const spans = listAt(hours, "weekly_operating_hours", "weekly_operating_hours", 1, 14).map((one) => {
    if (!isObject(one)) throw new GraphError(100, "Param weekly_operating_hours must hold objects.");
    onlyKeys(one, "weekly_operating_hours", ["day_of_week", "open_time", "close_time"]);
    if (!DAYS.includes(String(one.day_of_week))) throw new GraphError(100, `There is no day "${one.day_of_week}".`);
    checkTimes(one, "open_time", "close_time");
    return one as Span;
  });
  for (const day of DAYS) checkDay(day, spans);
  const holidays =
    hours.holiday_schedule === undefined
      ? []
      : listAt(hours, "holiday_schedule", "holiday_schedule", 0, MOST_HOLIDAYS).map(holidayIn);
  if (new Set(holidays).size < holidays.length)
    throw new GraphError(100, "Param holiday_schedule must not repeat a date.");
}

function holidayIn(one: unknown): string {
  if (!isObject(one)) throw new GraphError(100, "Param holiday_schedule must hold objects.");
  onlyKeys(one, "holiday_schedule", ["date", "start_time", "end_time"]);
  const date = textAt(one, "date", "date", 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
    throw new GraphError(100, `Param date must be a day, not "${date}".`);
  checkTimes(one, "start_time", "end_time");
  return date;
}

function checkDay(day: string, spans: readonly Span[]): void {
  const own = spans
    .filter((one) => one.day_of_week === day)
    .sort((one, other) => one.open_time.localeCompare(other.open_time));
  if (own.length > 2) throw new GraphError(100, `At most 2 entries of weekly_operating_hours for ${day} are allowed.`);
  if (own[1] && own[1].open_time < own[0]!.close_time)
    throw new GraphError(100, `The entries of weekly_operating_hours for ${day} overlap.`);
}

function checkTimes(one: Record<string, unknown>, from: string, to: string): void {
  for (const key of [from, to])
    if (!TIME.test(textAt(one, key, key, 4)))
      throw new GraphError(100, `Param ${key} must be a time such as 0930, not "${one[key]}".`);
  if (String(one[from]) >= String(one[to])) throw new GraphError(100, `Param ${from} must be before ${to}.`);
}

/** Whether the hours hold at a time. A holiday closes the business from its start to its end. */
function isOpen(hours: Hours, at: number): boolean {
  const parts = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone: hours.timezone_id, weekday: "long", hourCycle: "h23" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  const [time, date] = [`${part("hour")}${part("minute")}`, `${part("year")}-${part("month")}-${part("day")}`];
  const closed = hours.holiday_schedule?.some(
    (one) => one.date === date && one.start_time <= time && time <= one.end_time,
  );
  const day = part("weekday").toUpperCase();
  return (
    !closed &&
    hours.weekly_operating_hours.some(
      (one) => one.day_of_week === day && one.open_time <= time && time < one.close_time,
    )
  );
}

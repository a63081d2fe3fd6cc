// The call settings of a number between Meta's words and ours. Anything in them may be missing. Pure. (Meta: calling, call settings.)
import { type CallHours, type CallSettings, type CallSettingsChange, weekdays } from "../../contract/calls.ts";
import type { Json, JsonObject } from "../../contract/inbound.ts";
import { list, record, text, time } from "./fields.ts";

/** Reads the answer of `GET settings`. Without `calling` in it, calling is off. */
export function settingsIn(body: JsonObject): CallSettings {
  const calling = record(body.calling) ?? {};
  const countries = list(record(calling.call_icons)?.restrict_to_user_countries) ?? [];
  return {
    enabled: isEnabled(calling.status),
    buttonShown: text(calling.call_icon_visibility) !== "DISABLE_ALL",
    countries: countries.flatMap((one) => text(one) ?? []),
    hours: hoursIn(record(calling.call_hours)),
    callbackPermission: isEnabled(calling.callback_permission_status),
    usesSip: isEnabled(record(calling.sip)?.status),
    restrictions: restrictionsIn(calling.restrictions),
  };
}

/** The body of `POST settings`. */
export function settingsBody({ enabled, buttonShown, hours, callbackPermission }: CallSettingsChange): JsonObject {
  return {
    calling: {
      ...(enabled === undefined ? {} : { status: switched(enabled) }),
      ...(buttonShown === undefined ? {} : { call_icon_visibility: buttonShown ? "DEFAULT" : "DISABLE_ALL" }),
      ...(callbackPermission === undefined ? {} : { callback_permission_status: switched(callbackPermission) }),
      ...(hours === undefined ? {} : { call_hours: hoursBody(hours) }),
    },
  };
}

const isEnabled = (value: unknown): boolean => text(value) === "ENABLED";
const switched = (on: boolean): string => (on ? "ENABLED" : "DISABLED");

function hoursIn(given: JsonObject | null): CallHours | null {
  const timeZone = text(given?.timezone_id);
  if (given === null || timeZone === null) return null;
  const week = (list(given.weekly_operating_hours) ?? []).flatMap((one) => {
    const { day_of_week, open_time, close_time } = record(one) ?? {};
    const day = weekdays.find((name) => name === text(day_of_week)?.toLowerCase());
    const [opens, closes] = [clockIn(open_time), clockIn(close_time)];
    return day && opens && closes ? [{ day, opens, closes }] : [];
  });
  const holidays = (list(given.holiday_schedule) ?? []).flatMap((one) => {
    const { date, start_time, end_time } = record(one) ?? {};
    const [on, from, to] = [text(date), clockIn(start_time), clockIn(end_time)];
    return on && from && to ? [{ date: on, from, to }] : [];
  });
  return { enabled: isEnabled(given.status), timeZone, week, holidays };
}

/** Meta writes half past nine as 0930. */
const clockIn = (value: Json | undefined): string | null =>
  text(value)
    ?.match(/^(\d\d)(\d\d)$/)
    ?.slice(1)
    .join(":") ?? null;
const clockBody = (clock: string): string => clock.replace(":", "");

const hoursBody = ({ enabled, timeZone, week, holidays }: CallHours): JsonObject => ({
  status: switched(enabled),
  timezone_id: timeZone,
  weekly_operating_hours: week.map(({ day, opens, closes }) => ({
    ...{ day_of_week: day.toUpperCase(), open_time: clockBody(opens), close_time: clockBody(closes) },
  })),
  holiday_schedule: holidays.map(({ date, from, to }) => ({
    ...{ date, start_time: clockBody(from), end_time: clockBody(to) },
  })),
});

/** An object with a list, or the list itself. */
function restrictionsIn(given: Json | undefined): CallSettings["restrictions"] {
  const all = list(given) ?? list(record(given)?.restrictions) ?? [];
  return all.flatMap((one) => {
    const { type, reason, expiration } = record(one) ?? {};
    const kind = text(type);
    return kind === null ? [] : [{ kind, reason: text(reason), until: time(expiration) }];
  });
}

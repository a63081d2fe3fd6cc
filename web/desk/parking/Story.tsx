// The history of a booking as a timeline: what happened to it, and staff actions.
import { useTranslation } from "react-i18next";
import { money, time } from "../../kit/format.ts";
import { textsOf } from "../incidents/texts.ts";
import type { BookingDetail } from "./data.ts";
import styles from "./parking.module.css";

type Moment = BookingDetail["timeline"][number];
const eventTypes = [
  "booking.confirmed",
  "booking.reminded",
  "booking.extended",
  "booking.cancelled",
  "booking.expired",
  "booking.moved",
  "booking.adjusted",
  "stay.started",
  "stay.ended",
  "stay.balance_low",
  "stay.limit_reached",
  "incident.opened",
  "incident.closed",
  "booking.cancel",
  "booking.start",
  "booking.extend",
  "booking.complete",
  "booking.move",
  "booking.adjust",
  "booking.resolve",
  "message.as_template",
  "message.waits",
] as const;
type EventType = (typeof eventTypes)[number];
const known = (type: string): type is EventType => (eventTypes as readonly string[]).includes(type);

/** The events of the history, oldest first. */
export function Story({ of }: { of: BookingDetail }) {
  const { t } = useTranslation("parking");
  const by = useBy();
  const names = new Map<string, number>();
  return (
    <ol className={styles.story} aria-label={t("story")}>
      {of.timeline.map((one) => {
        const name = `${one.at} ${one.type}`;
        const nth = (names.get(name) ?? 0) + 1;
        names.set(name, nth);
        return (
          <li key={`${name} ${nth}`} className={`${styles.moment} ${isStaff(one.by) ? styles.staff : ""}`}>
            <span>
              <Words of={one} currency={of.currency} />
            </span>
            <span className={styles.small}>
              <time dateTime={one.at}>{time(one.at, "exact")}</time>
              {one.by ? `, ${by(one.by)}` : ""}
            </span>
            {one.note ? <p className={styles.quote}>{one.note}</p> : null}
          </li>
        );
      })}
    </ol>
  );
}

const isStaff = (by: string | null) => /^(desk|api):/.test(by ?? "");

function Words({ of: { type, data }, currency }: { of: Moment; currency: string }) {
  const { t } = useTranslation("parking");
  if (!known(type)) return type;
  const at = (value: unknown) => (typeof value === "string" ? time(value) : "");
  const sum = (value: unknown) => (typeof value === "number" ? money(value, currency) : "");
  return t(`told_${type.replace(".", "_") as "stay_started"}`, {
    until: at(data.expires_at),
    at: at(data.started_at ?? data.ended_at),
    sum: sum(data.amount_cents),
    from: typeof data.from === "string" ? data.from : sum(data.from_cents),
    to: typeof data.to === "string" ? data.to : sum(data.to_cents),
    left: typeof data.minutes_left === "number" ? String(data.minutes_left) : "",
    kind: typeof data.kind === "string" ? textsOf(data.kind).title : "",
    title: typeof data.title === "string" ? data.title : "",
    template: typeof data.template === "string" ? data.template : "",
  });
}

/** The label of who acted: the driver, the sensor, the clock, or a user by name. */
export function useBy(): (by: string) => string {
  const { t } = useTranslation("parking");
  return (by) => {
    const [what, name] = [by.slice(0, by.indexOf(":")), by.slice(by.indexOf(":") + 1)];
    if (what === "desk") return name;
    if (what === "api") return t("by_api", { name });
    return by === "driver" || by === "sensor" || by === "schedule" ? t(`by_${by}`) : by;
  };
}

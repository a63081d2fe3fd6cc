// One spot on the plan, seen from above: its code, its state as colour, icon and text, its LED, and the driver.
import { useTranslation } from "react-i18next";
import { dayOf, phone, time } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import type { MapBooking, Spot } from "../data.ts";
import { Cost, SpotLamp } from "../parts.tsx";
import styles from "./map.module.css";

type Props = { spot: Spot; booking: MapBooking | null; incidents: number; chosen: boolean; choose(): void };

export function Bay({ spot, booking, incidents, chosen, choose }: Props) {
  const { t } = useTranslation("parking");
  const { code, state, device } = spot;
  return (
    <button type="button" className={styles.bay} data-state={state} aria-pressed={chosen} onClick={choose}>
      <span className={styles.top}>
        <strong className={styles.code} data-long={code.length > 4 ? "" : undefined}>
          {code}
        </strong>
        <span className={styles.signs}>
          {incidents > 0 ? (
            <span className={styles.alert} title={t("incidents")}>
              <Icon name="warning" size={15} />
              <span className="unseen">{t("incidents")}</span>
            </span>
          ) : null}
          {device?.presence === "offline" || device?.presence === "never" ? (
            <span className={styles.alert} title={t(`presence_${device.presence}`)}>
              <Icon name="offline" size={15} />
              <span className="unseen">{t(`presence_${device.presence}`)}</span>
            </span>
          ) : null}
          <SpotLamp of={spot} />
        </span>
      </span>
      <span className={styles.ground} aria-hidden="true">
        {state === "occupied" ? <Car /> : state === "reserved" ? <Car awaited /> : null}
        {state === "maintenance" ? <Icon name="settings" size={22} /> : null}
        {state === "unknown" ? <span className={styles.ask}>?</span> : null}
      </span>
      <span className={styles.foot}>
        <span className={styles.word}>{t(`state_${state}`)}</span>
        {booking?.status === "active" ? (
          <span className={styles.sum}>
            <Cost of={booking} />
          </span>
        ) : booking ? (
          <span className={styles.sum}>
            {t(dayOf(booking.expires_at) === dayOf(new Date()) ? "until_short" : "until_day", {
              day: time(booking.expires_at, "day"),
              time: time(booking.expires_at, "clock"),
            })}
          </span>
        ) : spot.offer ? (
          <span className={styles.sum}>{t("offered")}</span>
        ) : null}
      </span>
      <span className={styles.who}>
        {booking ? <bdi>{booking.name || phone(booking.phone) || booking.username}</bdi> : null}
      </span>
    </button>
  );
}

/** A car from above; an expected car is an outline. */
function Car({ awaited }: { awaited?: boolean }) {
  return (
    <svg viewBox="0 0 40 64" className={awaited ? styles.awaited : styles.car} focusable="false" aria-hidden="true">
      <rect x="6" y="3" width="28" height="58" rx="10" />
      <path d="M10 20c6-3.500 14-3.500 20 0l-2 7H12zM12 48h16l2 6c-6 2.500-14 2.500-20 0z" />
    </svg>
  );
}

// Components shared by the pages of parking: a booking's status, a running price, an LED.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { devicePresences } from "../../api/lists.ts";
import { Ago } from "../../kit/Ago.tsx";
import { money, phone, span } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { costAt } from "./cost.ts";
import { type Booking, type Device, type Spot, useConversation, useNow } from "./data.ts";
import styles from "./parking.module.css";

/** The status of a booking as a coloured badge. */
export function Status({ of }: { of: Booking["status"] }) {
  const { t } = useTranslation("parking");
  return <span className={`${styles.status} ${styles[of]}`}>{t(`status_${of}`)}</span>;
}

/** The price of a booking, counting up while the car is parked. */
export function Cost({ of }: { of: Booking }) {
  const now = useNow();
  return <span className="number">{money(costAt(of, now), of.currency)}</span>;
}

/** The time since a moment (how long a stay has lasted), or until one. */
export function Since({ at }: { at: string }) {
  const now = useNow();
  return <span className="number">{span((now - Date.parse(at)) / 1_000)}</span>;
}
export function Left({ at }: { at: string }) {
  const now = useNow();
  return <span className="number">{span((Date.parse(at) - now) / 1_000)}</span>;
}

/** A driver's name or number, with a link to their page. */
export function DriverLink(given: { id: number; name?: string | null; phone: string | null; username: string }) {
  const called = given.name || phone(given.phone) || given.username;
  return (
    <Link
      to="/parking/drivers/$accountId"
      params={{ accountId: String(given.id) }}
      className={`cut ${styles.driverLink}`}
      title={given.name ? called : undefined}
    >
      <bdi>{called}</bdi>
    </Link>
  );
}

/** A button that opens the conversation with a driver; nothing if there is none. */
export function ToConversation({ number }: { number: string | null | undefined }) {
  const { t } = useTranslation("parking");
  const id = useConversation(number);
  if (id === null) return null;
  return (
    <Button
      component={Link}
      to="/inbox/$conversationId"
      params={{ conversationId: String(id) } as never}
      variant="default"
      size="compact-sm"
      leftSection={<Icon name="inbox" size={15} />}
    >
      {t("conversation")}
    </Button>
  );
}

/** A balance; a debt is red and labelled as such. */
export function Balance({ cents, currency }: { cents: number; currency: string }) {
  const { t } = useTranslation("parking");
  if (cents >= 0) return <span className="number">{money(cents, currency)}</span>;
  return <strong className={`number ${styles.owes}`}>{t("owes", { sum: money(-cents, currency) })}</strong>;
}

/** The LED at a spot; nothing if the spot has no device. */
export function SpotLamp({ of }: { of: Pick<Spot, "device" | "light"> }) {
  return of.device === null ? null : <Lamp desired={of.light.desired} reported={of.light.reported} />;
}

/** An LED, or two where the device shows another colour than it should. */
export function Lamp({ desired, reported }: { desired: string; reported: string | null }) {
  const { t } = useTranslation("parking");
  const colour = (light: string) => t(`light_${light as "green"}`);
  const differs = reported !== null && reported !== desired;
  const title = differs
    ? t("lamp_differs", { desired: colour(desired), reported: colour(reported) })
    : reported === null
      ? t("lamp_unheard", { desired: colour(desired) })
      : t("lamp_is", { desired: colour(desired) });
  return (
    <span className={styles.lamps} title={title}>
      <span className={`${styles.lamp} ${reported === null ? styles.unheard : ""}`} data-light={desired} />
      {differs ? (
        <>
          <span aria-hidden="true" className={styles.differs}>
            ≠
          </span>
          <span className={styles.lamp} data-light={reported} />
        </>
      ) : null}
      <span className="unseen">{title}</span>
    </span>
  );
}

/** Whether a device is online. */
export function Presence({ of }: { of: (typeof devicePresences)[number] }) {
  const { t } = useTranslation("parking");
  return (
    <span className={`${styles.presence} ${styles[of]}`}>
      <Icon name={of === "online" ? "device" : "offline"} size={14} /> {t(`presence_${of}`)}
    </span>
  );
}

/** When a device was last seen: now while it is online. */
export function Seen({ of }: { of: Pick<Device, "presence" | "last_seen_at"> }) {
  const { t } = useTranslation("parking");
  if (of.presence === "online") return t("seen_now");
  return of.last_seen_at ? <Ago at={of.last_seen_at} /> : <span className="quiet">{t("never_seen")}</span>;
}

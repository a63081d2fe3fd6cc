// A part of the panel: the contact's parking account and last bookings.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { brief, money } from "../../kit/format.ts";
import type { Detail } from "./data.ts";
import { Fact, Part } from "./PanelPart.tsx";
import styles from "./panel.module.css";

export function DriverPart({ one }: { one: Detail }) {
  const { t } = useTranslation("driver");
  const { account, bookings } = one;
  if (!account)
    return (
      <Part title={t("account")}>
        <p className="quiet">{t("no_account")}</p>
      </Part>
    );
  return (
    <Part title={t("account")}>
      <p>
        <Link to="/parking/drivers/$accountId" params={{ accountId: String(account.id) }} className="mono">
          {account.username}
        </Link>
      </p>
      <dl className={styles.facts}>
        {account.balances.map(({ currency, balance_cents }) => (
          <Fact key={currency} name={t("balance")}>
            <strong className={`number ${balance_cents < 0 ? styles.owes : ""}`}>
              {balance_cents < 0 ? t("owes", { sum: money(-balance_cents, currency) }) : money(balance_cents, currency)}
            </strong>
          </Fact>
        ))}
        <Fact name={t("bookings")}>
          {bookings.last.length === 0 ? <span className="quiet">{t("no_bookings")}</span> : null}
          {bookings.last.map((id) => (
            <BookingLine key={id} id={id} isOpen={id === bookings.open} />
          ))}
        </Fact>
      </dl>
    </Part>
  );
}

function BookingLine({ id, isOpen }: { id: number; isOpen: boolean }) {
  const { t } = useTranslation("driver");
  const booking = useQuery(read("/api/parking/bookings/{id}", { path: { id } }));
  if (!booking.data || booking.data.id !== id) return <div className="quiet">…</div>;
  const { spot, status, reserved_at, cost_so_far_cents, currency } = booking.data;
  return (
    <Link
      to="/parking/bookings/$bookingId"
      params={{ bookingId: String(id) }}
      className={`${styles.bookingLine} ${isOpen ? styles.bookingOpen : ""}`}
    >
      <strong>{spot}</strong> <span>{t(`booking_${status}`)}</span>{" "}
      <span className="quiet">
        {brief(reserved_at)}
        {cost_so_far_cents ? `, ${money(cost_so_far_cents, currency)}` : ""}
      </span>
    </Link>
  );
}

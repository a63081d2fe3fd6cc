// One booking beside the table: facts, money, incidents, actions, and its history.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../../api/query.ts";
import { deliveries, sumsShown } from "../../../kit/cost.ts";
import { money, phone, span, time } from "../../../kit/format.ts";
import { Fact, Facts, Part, Side } from "../../../kit/Side.tsx";
import { Shown } from "../../../kit/states.tsx";
import { textsOf } from "../../incidents/texts.ts";
import { BookingActions } from "../BookingActions.tsx";
import type { BookingDetail } from "../data.ts";
import { Settle } from "../map/Incidents.tsx";
import styles from "../parking.module.css";
import { Cost, DriverLink, Left, Since, Status, ToConversation } from "../parts.tsx";
import { Story, useBy } from "../Story.tsx";

export function Detail({ id, close }: { id: number; close(): void }) {
  const { t } = useTranslation("parking");
  const booking = useQuery(read("/api/parking/bookings/{id}", { path: { id } }));
  return (
    <Side title={t("booking_n", { id })} close={close}>
      <Shown of={booking} compact>
        {(one) => (one.id === id ? <BookingDetails of={one} /> : null)}
      </Shown>
    </Side>
  );
}

function BookingDetails({ of }: { of: BookingDetail }) {
  const { t } = useTranslation("parking");
  const incidents = useQuery(read("/api/parking/incidents", { query: { booking_id: of.id } })).data?.incidents ?? [];
  const open = incidents.filter(({ closed_at }) => closed_at === null);
  return (
    <>
      <Part>
        <div className={styles.line}>
          <Status of={of.status} />
          {of.started_at ? (
            <span className={styles.amount}>
              <Cost of={of} />
            </span>
          ) : null}
        </div>
        <BookingActions of={of} incidents={open.length} />
      </Part>
      {incidents.length > 0 ? (
        <Part title={t("incidents")}>
          {incidents.map((one) => (
            <Incident key={one.id} of={one} />
          ))}
        </Part>
      ) : null}
      <Part title={t("facts")}>
        <Facts>
          <WhereAndWho of={of} />
          <Times of={of} />
          <Fact name={t("tariff")}>
            {t("an_hour", { sum: money(of.rate_cents_per_hour, of.currency) })}
            {of.daily_cap_cents === null ? "" : `, ${t("cap_of", { sum: money(of.daily_cap_cents, of.currency) })}`}
            {of.free_minutes > 0 ? `, ${t("free_of_minutes", { count: of.free_minutes })}` : ""}
          </Fact>
          <MessageCosts of={of} />
        </Facts>
        <div className={styles.actions}>
          <ToConversation number={of.phone} />
        </div>
      </Part>
      <Part title={t("story")}>
        <Story of={of} />
      </Part>
    </>
  );
}

/** What the messages about the stay cost. */
function MessageCosts({ of: { message_costs } }: { of: BookingDetail }) {
  const { t } = useTranslation("parking");
  const sum = sumsShown(message_costs);
  if (sum === null) return null;
  const { messages } = deliveries(message_costs);
  return <Fact name={t("message_costs")}>{t("message_costs_of", { sum, count: messages })}</Fact>;
}

type BookingIncident = Brought<"/api/parking/incidents">["incidents"][number];

function Incident({ of }: { of: BookingIncident }) {
  const { t } = useTranslation("parking");
  const by = useBy();
  return (
    <div>
      <div>{textsOf(of.kind).title}</div>
      <div className={styles.small}>
        {time(of.opened_at)}
        {of.closed_at
          ? ` · ${t("incident_closed", { at: time(of.closed_at), by: of.closed_by ? by(of.closed_by) : "" })}`
          : ""}
      </div>
      {of.note ? <p className={styles.quote}>{of.note}</p> : null}
      {of.closed_at ? null : <Settle of={{ ...of, booking_id: null }} />}
    </div>
  );
}

function WhereAndWho({ of }: { of: BookingDetail }) {
  const { t } = useTranslation("parking");
  const driver = useQuery(read("/api/accounts/{id}", { path: { id: of.account_id } }));
  const name = driver.data?.id === of.account_id ? driver.data.name : null;
  return (
    <>
      <Fact name={t("spot")}>
        <Link to="/parking" search={{ lot: String(of.lot_id), spot: String(of.spot_id) }}>
          {of.spot}
        </Link>{" "}
        <span className="quiet">{of.lot}</span>
      </Fact>
      <Fact name={t("driver")}>
        <DriverLink id={of.account_id} name={name} phone={of.phone} username={of.username} />
        {name && of.phone ? <div className="quiet number">{phone(of.phone)}</div> : null}
      </Fact>
    </>
  );
}

/** When it was booked, how long it is held, and when the stay began and ended. */
function Times({ of }: { of: BookingDetail }) {
  const { t } = useTranslation("parking");
  const by = useBy();
  return (
    <>
      <Fact name={t("col_reserved")}>
        {time(of.reserved_at)} <span className="quiet">· {by(of.created_by)}</span>
      </Fact>
      {of.status === "reserved" || of.started_at === null ? (
        <Fact name={t("held_until")}>
          {time(of.expires_at)}
          {of.status === "reserved" ? (
            <>
              {" · "}
              <Left at={of.expires_at} />
            </>
          ) : null}
          {of.extended_at ? <div className="quiet">{t("extended_at", { at: time(of.extended_at) })}</div> : null}
        </Fact>
      ) : null}
      {of.started_at ? (
        <Fact name={t("parked")}>
          {time(of.started_at)}
          {of.ended_at ? ` – ${time(of.ended_at)}` : ""}
          <div className="quiet">
            {of.ended_at ? (
              span((Date.parse(of.ended_at) - Date.parse(of.started_at)) / 1_000)
            ) : (
              <Since at={of.started_at} />
            )}
          </div>
        </Fact>
      ) : null}
      {of.empty_since && !of.ended_at ? <Fact name={t("seen_empty")}>{time(of.empty_since)}</Fact> : null}
      {of.closed_at ? (
        <Fact name={t("col_closed")}>
          {time(of.closed_at)} {of.ended_by ? <span className="quiet">· {by(of.ended_by)}</span> : null}
        </Fact>
      ) : null}
    </>
  );
}

// Everything about one spot, and what can be done there: book, take out of service, and all that its booking allows.
import { Button, Textarea, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { Ago } from "../../../kit/Ago.tsx";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { capital, money, phone, time } from "../../../kit/format.ts";
import { newKey } from "../../../kit/new-key.ts";
import { Fact, Facts, Part, Side } from "../../../kit/Side.tsx";
import { useCan } from "../../../kit/session.ts";
import { textsOf } from "../../incidents/texts.ts";
import { BookingActions } from "../BookingActions.tsx";
import { type Incident, type Lot, type MapBooking, type Spot, touched } from "../data.ts";
import shared from "../parking.module.css";
import { Cost, DriverLink, Left, Presence, Since, SpotLamp, Status, ToConversation } from "../parts.tsx";
import { Settle } from "./Incidents.tsx";

type Props = {
  spot: Spot;
  lot: Lot;
  booking: MapBooking | null;
  incidents: readonly Incident[];
  close(): void;
  toSpot(lotId: number, spotId: number): void;
};

export function SpotPanel({ spot, lot, booking, incidents, close, toSpot }: Props) {
  const { t } = useTranslation("parking");
  return (
    <Side
      close={close}
      title={
        <>
          {t("spot_named", { code: spot.code })} <span className="quiet">{t(`state_${spot.state}`)}</span>
        </>
      }
    >
      {incidents.length > 0 ? (
        <Part title={t("incidents")}>
          {incidents.map((one) => (
            <div key={one.id} className={shared.line}>
              <span>{textsOf(one.kind).title}</span>
              <Settle of={one} />
            </div>
          ))}
        </Part>
      ) : null}
      {booking ? <Booked of={booking} incidents={incidents.length} toSpot={toSpot} /> : null}
      {spot.offer ? (
        <Part title={t("offered")}>
          <p>
            {t("offered_text")} <Left at={spot.offer.ends_at} />.{" "}
            <Link to="/parking/drivers/$accountId" params={{ accountId: String(spot.offer.account_id) }}>
              {t("driver")}
            </Link>
          </p>
        </Part>
      ) : null}
      <SpotActs spot={spot} lot={lot} />
      <Part title={t("at_the_post")}>
        <Facts>
          <LightAndDevice of={spot} />
          <Fact name={t("sensor")}>
            <Sensor of={spot.sensor} />
          </Fact>
          <Fact name={t("tariff")}>{t("an_hour", { sum: money(lot.rate_cents_per_hour, lot.currency) })}</Fact>
          <Fact name={t("bookings")}>
            <Link to="/parking/bookings" search={{ spot: spot.code, lot: String(lot.id) } as never}>
              {t("all_of_spot")}
            </Link>
          </Fact>
        </Facts>
      </Part>
    </Side>
  );
}

function LightAndDevice({ of }: { of: Spot }) {
  const { t } = useTranslation("parking");
  const { device, light } = of;
  return (
    <>
      <Fact name={t("light")}>
        <span className={shared.line}>
          <SpotLamp of={of} />
          <span>
            {device === null
              ? t("no_light")
              : light.reported !== null && light.reported !== light.desired
                ? t("lamp_differs", {
                    desired: t(`light_${light.desired}`),
                    reported: t(`light_${light.reported}`),
                  })
                : capital(t(`light_${light.desired}`))}
          </span>
        </span>
      </Fact>
      <Fact name={t("device")}>
        {device ? (
          <>
            <Link to="/parking/devices" search={{ device: String(device.id) } as never}>
              <bdi>{device.name}</bdi>
            </Link>
            <br />
            <Presence of={device.presence} />{" "}
            {device.presence !== "online" && device.last_seen_at ? (
              <span className="quiet">
                <Ago at={device.last_seen_at} />
              </span>
            ) : null}
          </>
        ) : (
          <span className="quiet">{t("no_device")}</span>
        )}
      </Fact>
    </>
  );
}

function Sensor({ of: { occupied, since } }: { of: Spot["sensor"] }) {
  const { t } = useTranslation("parking");
  if (occupied === null) return <span className="quiet">{t("sensor_unknown")}</span>;
  return (
    <>
      {t(occupied ? "sensor_car" : "sensor_empty")}{" "}
      {since ? <span className="quiet">{t("since", { at: time(since) })}</span> : null}
    </>
  );
}

/** The booking that is open there. */
function Booked({ of, incidents, toSpot }: { of: MapBooking; incidents: number } & Pick<Props, "toSpot">) {
  const { t } = useTranslation("parking");
  return (
    <Part
      title={t("booking")}
      actions={
        <Link to="/parking/bookings/$bookingId" params={{ bookingId: String(of.id) }}>
          {t("booking_n", { id: of.id })}
        </Link>
      }
    >
      <div className={shared.line}>
        <Status of={of.status} />
        {of.status === "active" ? (
          <span className={shared.amount}>
            <Cost of={of} />
          </span>
        ) : null}
      </div>
      <Facts>
        <Fact name={t("driver")}>
          <DriverLink id={of.account_id} name={of.name} phone={of.phone} username={of.username} />
          {of.name && of.phone ? <div className="quiet number">{phone(of.phone)}</div> : null}
        </Fact>
        {of.status === "reserved" ? (
          <Fact name={t("held_until")}>
            {time(of.expires_at)} · <Left at={of.expires_at} />
          </Fact>
        ) : null}
        {of.started_at ? (
          <Fact name={t("parked")}>
            <Since at={of.started_at} /> <span className="quiet">{t("since", { at: time(of.started_at) })}</span>
          </Fact>
        ) : null}
        {of.empty_since ? <Fact name={t("seen_empty")}>{time(of.empty_since)}</Fact> : null}
      </Facts>
      <BookingActions of={of} incidents={incidents} onMoved={toSpot} />
      <div className={shared.actions}>
        <ToConversation number={of.phone} />
      </div>
    </Part>
  );
}

/** Booking for somebody, and maintenance. */
function SpotActs({ spot, lot }: { spot: Spot; lot: Lot }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [open, show] = useState<"book" | "maintain" | null>(null);
  const back = useAction(
    () => ok(api.PATCH("/api/parking/spots/{id}", { params: { path: { id: spot.id } }, body: { maintenance: false } })),
    { touches: touched, done: t("service_done", { spot: spot.code }) },
  );
  const busy = spot.booking !== null || spot.offer !== null;
  // A dialog stays: it tells why somebody else was faster.
  if (!spot.maintenance && open === null && (busy || !can("agent"))) return null;
  return (
    <Part>
      {spot.maintenance ? (
        <p>
          {t("maintenance_since", { at: spot.maintenance_at ? time(spot.maintenance_at) : "" })}
          {spot.maintenance_reason ? <span className={shared.quote}>{spot.maintenance_reason}</span> : null}
        </p>
      ) : null}
      {can("agent") && (spot.maintenance || !busy) ? (
        <div className={shared.actions}>
          {spot.maintenance ? (
            <Button size="compact-sm" loading={back.isPending} onClick={() => back.mutate()}>
              {t("back_in_service")}
            </Button>
          ) : (
            <>
              <Button size="compact-sm" onClick={() => show("book")}>
                {t("book_for")}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => show("maintain")}>
                {t("maintain")}
              </Button>
            </>
          )}
        </div>
      ) : null}
      {open === "book" ? <Book spot={spot} lot={lot} onClose={() => show(null)} /> : null}
      {open === "maintain" ? <Maintain spot={spot} onClose={() => show(null)} /> : null}
    </Part>
  );
}

function Book({ spot, lot, onClose }: { spot: Spot; lot: Lot; onClose(): void }) {
  const { t } = useTranslation("parking");
  const fields = useFields({ phone: "" });
  // One key for each number that is tried: sent twice, it books once.
  const key = useMemo(() => ({ of: fields.values.phone, key: newKey() }), [fields.values.phone]).key;
  const book = useAction(
    () =>
      ok(
        api.POST("/api/parking/bookings", {
          params: { header: { "idempotency-key": key } },
          body: { phone: fields.values.phone, spot_id: spot.id },
        }),
      ),
    {
      touches: touched,
      done: (made) => `${t("booked", { spot: spot.code })}. ${t(`reach_${made.driver_message.reaches}`)}`,
      quiet: true,
    },
  );
  return (
    <FormDialog
      title={t("book_title", { spot: spot.code, lot: lot.name })}
      submit={t("book")}
      onSubmit={() => book.mutateAsync()}
      onClose={onClose}
    >
      <p className={shared.hint}>{t("book_text", { count: lot.hold_minutes })}</p>
      <TextInput
        label={t("phone")}
        description={t("phone_hint")}
        type="tel"
        autoComplete="off"
        required
        data-autofocus
        {...fields.text("phone")}
      />
    </FormDialog>
  );
}

function Maintain({ spot, onClose }: { spot: Spot; onClose(): void }) {
  const { t } = useTranslation("parking");
  const fields = useFields({ reason: "" });
  const mutation = useAction(
    () =>
      ok(
        api.PATCH("/api/parking/spots/{id}", {
          params: { path: { id: spot.id } },
          body: { maintenance: true, reason: fields.values.reason.trim() || null },
        }),
      ),
    { touches: touched, done: t("maintenance_done", { spot: spot.code }), quiet: true },
  );
  return (
    <FormDialog
      title={t("maintain_title", { spot: spot.code })}
      submit={t("maintain")}
      onSubmit={() => mutation.mutateAsync()}
      onClose={onClose}
    >
      <p className={shared.hint}>{t("maintain_text")}</p>
      <Textarea label={t("reason")} data-autofocus maxLength={500} autosize minRows={2} {...fields.text("reason")} />
    </FormDialog>
  );
}

// The open incidents above the map, each with a button that settles it.
import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { Ago } from "../../../kit/Ago.tsx";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { useCan } from "../../../kit/session.ts";
import { textsOf } from "../../incidents/texts.ts";
import { type Incident, type Lot, touched } from "../data.ts";
import shared from "../parking.module.css";
import styles from "./map.module.css";

type Props = { of: readonly Incident[]; lots: readonly Lot[]; toSpot(lotId: number, spotId: number): void };

export function Incidents({ of, lots, toSpot }: Props) {
  const { t } = useTranslation("parking");
  if (of.length === 0) return null;
  return (
    <section className={styles.notices} aria-labelledby="incidents-title">
      <h2 id="incidents-title">
        <Icon name="warning" size={16} /> {t("incidents_count", { count: of.length })}
      </h2>
      <ul>
        {of.map((one) => (
          <li key={one.id} className={styles.notice}>
            <button type="button" className={styles.spotLink} onClick={() => toSpot(one.lot_id, one.spot_id)}>
              {one.spot}
            </button>
            <span className={styles.text}>
              {textsOf(one.kind).title}
              {lots.length > 1 ? (
                <span className="quiet"> · {lots.find(({ id }) => id === one.lot_id)?.name}</span>
              ) : null}
            </span>
            <span className="quiet">
              <Ago at={one.opened_at} />
            </span>
            <Settle of={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Settles an incident with a note of what was found; also links to its booking. */
export function Settle({ of }: { of: Incident }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [open, show] = useState(false);
  const fields = useFields({ note: "" });
  const settle = useAction(
    () => ok(api.POST("/api/parking/incidents/{id}/settle", { params: { path: { id: of.id } }, body: fields.values })),
    { touches: touched, done: t("incident_settled"), quiet: true },
  );
  return (
    <span className={shared.actions}>
      {of.booking_id === null ? null : (
        <Link to="/parking/bookings/$bookingId" params={{ bookingId: String(of.booking_id) }}>
          {t("booking_n", { id: of.booking_id })}
        </Link>
      )}
      {can("agent") ? (
        <Button size="compact-xs" variant="default" onClick={() => show(true)}>
          {t("settle")}
        </Button>
      ) : null}
      {open ? (
        <FormDialog
          title={t("settle_title", { spot: of.spot })}
          submit={t("settle")}
          onSubmit={() => settle.mutateAsync()}
          onClose={() => show(false)}
        >
          <p className={shared.hint}>
            {textsOf(of.kind).title}. {t("settle_text")}
          </p>
          <Textarea
            label={t("settle_note")}
            required
            data-autofocus
            maxLength={1_000}
            autosize
            minRows={2}
            {...fields.text("note")}
          />
        </FormDialog>
      ) : null}
    </span>
  );
}

// One incident: what happened, what to do, the person and things that it concerns, and the button that settles it.
import { Button, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAction } from "../../kit/action.ts";
import { useFields } from "../../kit/fields.ts";
import { phone, time } from "../../kit/format.ts";
import { FormDialog } from "../../kit/LazyFormDialog.tsx";
import { useCan } from "../../kit/session.ts";
import styles from "./incidents.module.css";
import { textsOf } from "./texts.ts";

export type Incident = Brought<"/api/incidents">["incidents"][number];

/** The queries that settling an incident may make outdated. */
const touched = ["/api/incidents", "/api/parking", "/api/overview", "/api/inbox"] as const;

export function Line({ of }: { of: Incident }) {
  const { t } = useTranslation("incidents");
  const { title, what, todo } = textsOf(of.kind);
  return (
    <li className={styles.line}>
      <div className={styles.said}>
        <h2>{title}</h2>
        {what ? <p>{what}</p> : null}
        {of.kind === "backup_missing" && of.closed_at === null ? (
          <p className="quiet">{String(of.detail.reason)}</p>
        ) : null}
        {todo && of.closed_at === null ? <p className={styles.todo}>{todo}</p> : null}
        {of.closed_at === null ? null : (
          <p className="quiet">
            {of.note === null
              ? t("closed_itself", { at: time(of.closed_at) })
              : t("closed", { at: time(of.closed_at), by: (of.closed_by ?? "").replace(/^(desk|api):/, "") })}
            {of.note === null ? null : (
              <>
                : <q dir="auto">{of.note}</q>
              </>
            )}
          </p>
        )}
      </div>
      <About of={of} />
      <div className={styles.beside}>
        <span className="quiet">
          <Ago at={of.opened_at} />
        </span>
        {of.closed_at === null ? <Settle of={of} /> : null}
      </div>
    </li>
  );
}

/** Links to the person and the things that an incident concerns. */
function About({ of }: { of: Incident }) {
  const { t } = useTranslation("incidents");
  const { contact, conversation_id, spot, spot_id, lot, lot_id, booking_id, device, channel } = of;
  const who = contact?.name ?? phone(contact?.phone ?? null);
  return (
    <p className={styles.about}>
      {conversation_id === null ? (
        who ? (
          <bdi>{who}</bdi>
        ) : null
      ) : (
        <Link to="/inbox/$conversationId" params={{ conversationId: String(conversation_id) }}>
          <bdi>{who || t("conversation")}</bdi>
        </Link>
      )}
      {spot_id === null ? null : (
        <Link to="/parking" search={{ lot: String(lot_id), spot: String(spot_id) }}>
          {t("spot", { spot: spot ?? "" })}
          {lot ? `, ${lot}` : ""}
        </Link>
      )}
      {booking_id === null ? null : (
        <Link to="/parking/bookings/$bookingId" params={{ bookingId: String(booking_id) }}>
          {t("booking", { id: booking_id })}
        </Link>
      )}
      {device === null ? null : <Link to="/parking/devices">{t("board", { name: device })}</Link>}
      {channel === null ? null : of.kind === "number_unknown" && of.closed_at === null ? (
        <Link to="/numbers" search={{ add: String(channel.id) }}>
          {t("add_number", { number: phone(channel.number) || String(of.detail.external_id) })}
        </Link>
      ) : (
        <span>{t("number", { number: phone(channel.number) })}</span>
      )}
    </p>
  );
}

/** The button that marks an incident as settled, with a note of what was found. */
export function Settle({ of }: { of: Pick<Incident, "id" | "kind"> }) {
  const { t } = useTranslation("incidents");
  const can = useCan();
  const [open, show] = useState(false);
  const fields = useFields({ note: "" });
  const settle = useAction(
    () => ok(api.POST("/api/incidents/{id}/settle", { params: { path: { id: of.id } }, body: fields.values })),
    { touches: touched, done: t("settled_toast"), quiet: true },
  );
  if (!can("agent")) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => show(true)}>
        {t("settle")}
      </Button>
      {open ? (
        <FormDialog
          title={textsOf(of.kind).title}
          submit={t("settle")}
          onSubmit={() => settle.mutateAsync()}
          onClose={() => show(false)}
        >
          <p className="quiet">{t("settle_text")}</p>
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
    </>
  );
}

// What staff may do about a booking: the buttons that its state allows, each with a dialog that says what it will do.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { money, phone, time } from "../../kit/format.ts";
import { useCan } from "../../kit/session.ts";
import { centsOf, costAt } from "./cost.ts";
import { type Booking, localOf, lotsQuery, momentOf, touched } from "./data.ts";
import { MoneyInput } from "./MoneyInput.tsx";
import styles from "./parking.module.css";

type Action = "start" | "complete" | "extend" | "move" | "cancel" | "adjust" | "resolve";
const actionsOf: Record<Booking["status"], readonly Action[]> = {
  reserved: ["start", "extend", "move", "cancel", "resolve"],
  active: ["complete", "move", "resolve"],
  completed: ["adjust", "resolve"],
  cancelled: ["resolve"],
  expired: ["resolve"],
};
/** Of a booking that is over there is nothing to resolve but its incidents. */
const over: readonly Booking["status"][] = ["cancelled", "expired"];

/** Called with where a booking went. */
type Moved = (lotId: number, spotId: number) => void;

/** Buttons for a booking; nothing for those who may not. `incidents`: how many of it are open. */
export function BookingActions({ of, incidents = 0, onMoved }: { of: Booking; incidents?: number; onMoved?: Moved }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [open, show] = useState<Action | null>(null);
  const shown = actionsOf[of.status].filter(
    (action) => action !== "resolve" || incidents > 0 || !over.includes(of.status),
  );
  if (!can("agent") || shown.length === 0) return null;
  return (
    <div className={styles.actions}>
      {shown.map((action, n) => (
        <Button
          key={action}
          size="compact-sm"
          variant={n === 0 ? "filled" : "default"}
          color={action === "cancel" ? "red" : undefined}
          onClick={() => show(action)}
        >
          {t(`do_${action}`)}
        </Button>
      ))}
      {open ? <ActionDialog action={open} of={of} onClose={() => show(null)} onMoved={onMoved} /> : null}
    </div>
  );
}

type DialogProps = { action: Action; of: Booking; onClose(): void; onMoved: Moved | undefined };

function ActionDialog({ action, of, onClose, onMoved }: DialogProps) {
  const { t } = useTranslation("parking");
  const now = localOf(new Date());
  const start = localOf(of.empty_since ?? new Date());
  const fields = useFields({ note: "", ended: start, amount: "", spot: null as string | null });
  const { values } = fields;
  const withEnd = of.status === "active" && (action === "complete" || action === "resolve");
  const withAmount =
    action === "adjust" || (action === "resolve" && (of.status === "active" || of.status === "completed"));
  const needsNote = action === "adjust" || action === "resolve";
  const cents = centsOf(values.amount, of.currency);
  const mutation = useAction(
    () => {
      const params = { path: { id: of.id } };
      const note = values.note.trim() === "" ? {} : { note: values.note };
      // Left as it is proposed the server decides, to the second.
      const end = withEnd && values.ended !== start ? { ended_at: momentOf(values.ended) } : {};
      const base = "/api/parking/bookings/{id}";
      switch (action) {
        case "move":
          return ok(api.POST(`${base}/move`, { params, body: { ...note, spot_id: Number(values.spot) } }));
        case "complete":
          return ok(api.POST(`${base}/complete`, { params, body: { ...note, ...end } }));
        case "adjust":
          return ok(api.POST(`${base}/adjust`, { params, body: { note: values.note, amount_cents: cents ?? 0 } }));
        case "resolve": {
          const amount = cents === null ? {} : { amount_cents: cents };
          return ok(api.POST(`${base}/resolve`, { params, body: { note: values.note, ...end, ...amount } }));
        }
        default:
          return ok(api.POST(`${base}/${action}`, { params, body: note }));
      }
    },
    {
      touches: touched,
      done: (made) => `${t(`done_${action}`, { spot: of.spot })}. ${t(`reach_${made.driver_message.reaches}`)}`,
      onDone: (made) => {
        if (action === "move") onMoved?.(made.lot_id, made.spot_id);
      },
      quiet: true,
    },
  );
  const facts = {
    spot: of.spot,
    driver: phone(of.phone) || of.username,
    cost: money(costAt(of, Date.now()), of.currency),
    until: time(of.expires_at),
  };
  const noEnd = withEnd && values.ended === "";
  const missing = noEnd || (action === "move" && values.spot === null) || (action === "adjust" && cents === null);
  const state = of.status === "reserved" || of.status === "active" ? of.status : "over";
  return (
    <FormDialog
      title={t(`title_${action}`, facts)}
      submit={t(`do_${action}`)}
      danger={action === "cancel"}
      disabled={missing}
      onSubmit={() => mutation.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>
        {action === "resolve"
          ? t(of.status === "completed" ? "will_resolve_completed" : `will_resolve_${state}`, facts)
          : t(`will_${action}`, facts)}
      </p>
      {action === "move" ? <FreeSpots of={of} {...fields.pick("spot")} /> : null}
      {withEnd ? (
        <TextInput
          type="datetime-local"
          label={t("ended_at")}
          description={of.empty_since ? t("ended_seen", { at: time(of.empty_since) }) : null}
          error={noEnd ? t("ended_needed") : null}
          required
          min={localOf(of.started_at ?? of.reserved_at)}
          max={now}
          {...fields.text("ended")}
        />
      ) : null}
      {withAmount ? (
        <MoneyInput
          label={t(action === "adjust" ? "new_amount" : "amount_instead")}
          description={t(action === "adjust" ? "amount_now" : "amount_left_out", facts)}
          currency={of.currency}
          value={values.amount}
          onChange={(amount) => fields.set({ amount })}
          required={action === "adjust"}
        />
      ) : null}
      <Textarea
        label={t(needsNote ? "note_needed" : "note")}
        description={t("note_hint")}
        required={needsNote}
        maxLength={1_000}
        autosize
        minRows={2}
        {...fields.text("note")}
      />
    </FormDialog>
  );
}

/** Where a booking could move: spots that are not booked, of lots with its currency. */
function FreeSpots({
  of,
  value,
  onChange,
}: {
  of: Booking;
  value: string | null;
  onChange(value: string | null): void;
}) {
  const { t } = useTranslation("parking");
  const lots = useQuery(lotsQuery);
  const data = (lots.data?.lots ?? [])
    .filter(({ currency }) => currency === of.currency)
    .map(({ name, spots }) => ({
      group: name,
      items: spots
        .filter(({ booking, offer, maintenance, id }) => !booking && !offer && !maintenance && id !== of.spot_id)
        // A car that is to come needs a spot that is known to be free.
        .filter(({ state }) => of.status === "active" || state === "free")
        .map(({ id, code, state }) => ({
          value: String(id),
          label: state === "free" ? code : t("spot_but", { code, state: t(`state_${state}`) }),
        })),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <Select
      label={t("to_spot")}
      placeholder={t(data.length === 0 ? "no_spot_left" : "choose_spot")}
      data={data}
      value={value}
      onChange={onChange}
      searchable
      required
    />
  );
}

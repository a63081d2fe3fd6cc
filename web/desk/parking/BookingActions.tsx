// What staff may do about a booking: the buttons that its state allows, each with a dialog that says what it will do.
import { Button, Select, Textarea, TextInput, type TextInputProps } from "@mantine/core";
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
  const proposedEnd = localOf(of.empty_since ?? new Date());
  const fields = useFields<Typed>({ note: "", ended: proposedEnd, amount: "", spot: null });
  const { values } = fields;
  const withEnd = of.status === "active" && (action === "complete" || action === "resolve");
  const withAmount =
    action === "adjust" || (action === "resolve" && (of.status === "active" || of.status === "completed"));
  const needsNote = action === "adjust" || action === "resolve";
  const mutation = useAction(
    // Left as it is proposed the server decides, to the second.
    () => send(action, of, values, withEnd && values.ended !== proposedEnd),
    {
      touches: touched,
      done: (made) => `${t(`done_${action}`, { spot: of.spot })}. ${t(`reach_${made.driver_message.reaches}`)}`,
      onDone: (made) => {
        if (action === "move") onMoved?.(made.lot_id, made.spot_id);
      },
      quiet: true,
    },
  );
  const facts = factsOf(of);
  const missing =
    (withEnd && values.ended === "") ||
    (action === "move" && values.spot === null) ||
    (action === "adjust" && centsOf(values.amount, of.currency) === null);
  return (
    <FormDialog
      title={t(`title_${action}`, facts)}
      submit={t(`do_${action}`)}
      danger={action === "cancel"}
      disabled={missing}
      onSubmit={() => mutation.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>{t(willKey(action, of.status), facts)}</p>
      {action === "move" ? <FreeSpots of={of} {...fields.pick("spot")} /> : null}
      {withEnd ? <EndInput of={of} {...fields.text("ended")} /> : null}
      {withAmount ? (
        <AmountInput of={of} action={action} value={values.amount} onChange={(amount) => fields.set({ amount })} />
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

type Typed = { note: string; ended: string; amount: string; spot: string | null };

/** Does it at the server. */
function send(action: Action, of: Booking, { note, ended, amount, spot }: Typed, isEndTyped: boolean) {
  const params = { path: { id: of.id } };
  const noteIfAny = note.trim() === "" ? {} : { note };
  const end = isEndTyped ? { ended_at: momentOf(ended) } : {};
  const cents = centsOf(amount, of.currency);
  const base = "/api/parking/bookings/{id}";
  switch (action) {
    case "move":
      return ok(api.POST(`${base}/move`, { params, body: { ...noteIfAny, spot_id: Number(spot) } }));
    case "complete":
      return ok(api.POST(`${base}/complete`, { params, body: { ...noteIfAny, ...end } }));
    case "adjust":
      return ok(api.POST(`${base}/adjust`, { params, body: { note, amount_cents: cents ?? 0 } }));
    case "resolve": {
      const sum = cents === null ? {} : { amount_cents: cents };
      return ok(api.POST(`${base}/resolve`, { params, body: { note, ...end, ...sum } }));
    }
    default:
      return ok(api.POST(`${base}/${action}`, { params, body: noteIfAny }));
  }
}

/** What the sentences of a dialog name. */
const factsOf = (of: Booking) => ({
  spot: of.spot,
  driver: phone(of.phone) || of.username,
  cost: money(costAt(of, Date.now()), of.currency),
  until: time(of.expires_at),
});

/** The sentence that says what an action will do. */
function willKey(action: Action, status: Booking["status"]) {
  if (action !== "resolve") return `will_${action}` as const;
  if (status === "cancelled" || status === "expired") return "will_resolve_over";
  return `will_resolve_${status}` as const;
}

/** When a stay ended; not before it began, and not in the future. */
function EndInput({ of, ...field }: { of: Booking } & TextInputProps) {
  const { t } = useTranslation("parking");
  return (
    <TextInput
      type="datetime-local"
      label={t("ended_at")}
      description={of.empty_since ? t("ended_seen", { at: time(of.empty_since) }) : null}
      error={field.value === "" ? t("ended_needed") : null}
      required
      min={localOf(of.started_at ?? of.reserved_at)}
      max={localOf(new Date())}
      {...field}
    />
  );
}

type AmountProps = { of: Booking; action: Action; value: string; onChange(value: string): void };

/** What a stay costs instead of what it would; it may be left out unless the amount is all that is changed. */
function AmountInput({ of, action, value, onChange }: AmountProps) {
  const { t } = useTranslation("parking");
  const isNeeded = action === "adjust";
  return (
    <MoneyInput
      label={t(isNeeded ? "new_amount" : "amount_instead")}
      description={t(isNeeded ? "amount_now" : "amount_left_out", factsOf(of))}
      currency={of.currency}
      value={value}
      onChange={onChange}
      required={isNeeded}
    />
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

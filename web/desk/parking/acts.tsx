// What staff may do about a booking: the buttons that its state allows, each with a dialog that says what it will do.
import { Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAct } from "../../kit/act.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { money, phone, time } from "../../kit/format.ts";
import { useCan } from "../../kit/session.ts";
import { centsOf, costAt, digitsOf, largestSum, typedOf } from "./cost.ts";
import { type Booking, localOf, lotsQuery, momentOf, touched } from "./data.ts";
import styles from "./parking.module.css";

type Deed = "start" | "complete" | "extend" | "move" | "cancel" | "adjust" | "resolve";
const deeds: Record<Booking["status"], readonly Deed[]> = {
  reserved: ["start", "extend", "move", "cancel", "resolve"],
  active: ["complete", "move", "resolve"],
  completed: ["adjust", "resolve"],
  cancelled: ["resolve"],
  expired: ["resolve"],
};
/** Of a booking that is over there is nothing to resolve but its incidents. */
const over: readonly Booking["status"][] = ["cancelled", "expired"];

/** Told where a booking went. */
type Moved = (lotId: number, spotId: number) => void;

/** Buttons for a booking; nothing for those who may not. `incidents`: how many of it are open. */
export function BookingActs({ of, incidents = 0, onMoved }: { of: Booking; incidents?: number; onMoved?: Moved }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [open, show] = useState<Deed | null>(null);
  const shown = deeds[of.status].filter((deed) => deed !== "resolve" || incidents > 0 || !over.includes(of.status));
  if (!can("agent") || shown.length === 0) return null;
  return (
    <div className={styles.acts}>
      {shown.map((deed, n) => (
        <Button
          key={deed}
          size="compact-sm"
          variant={n === 0 ? "filled" : "default"}
          color={deed === "cancel" ? "red" : undefined}
          onClick={() => show(deed)}
        >
          {t(`do_${deed}`)}
        </Button>
      ))}
      {open ? <DeedDialog deed={open} of={of} onClose={() => show(null)} onMoved={onMoved} /> : null}
    </div>
  );
}

type DialogGiven = { deed: Deed; of: Booking; onClose(): void; onMoved: Moved | undefined };

function DeedDialog({ deed, of, onClose, onMoved }: DialogGiven) {
  const { t } = useTranslation("parking");
  const now = localOf(new Date());
  const start = localOf(of.empty_since ?? new Date());
  const fields = useFields({ note: "", ended: start, amount: "", spot: null as string | null });
  const { values } = fields;
  const withEnd = of.status === "active" && (deed === "complete" || deed === "resolve");
  const withAmount = deed === "adjust" || (deed === "resolve" && (of.status === "active" || of.status === "completed"));
  const needsNote = deed === "adjust" || deed === "resolve";
  const cents = centsOf(values.amount, of.currency);
  const act = useAct(
    () => {
      const params = { path: { id: of.id } };
      const note = values.note.trim() === "" ? {} : { note: values.note };
      // Left as it is proposed the server decides, to the second.
      const end = withEnd && values.ended !== start ? { ended_at: momentOf(values.ended) } : {};
      const base = "/api/parking/bookings/{id}";
      switch (deed) {
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
          return ok(api.POST(`${base}/${deed}`, { params, body: note }));
      }
    },
    {
      touches: touched,
      done: (made) => `${t(`done_${deed}`, { spot: of.spot })}. ${t(`reach_${made.driver_message.reaches}`)}`,
      onDone: (made) => {
        if (deed === "move") onMoved?.(made.lot_id, made.spot_id);
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
  const missing = noEnd || (deed === "move" && values.spot === null) || (deed === "adjust" && cents === null);
  const state = of.status === "reserved" || of.status === "active" ? of.status : "over";
  return (
    <FormDialog
      title={t(`title_${deed}`, facts)}
      submit={t(`do_${deed}`)}
      danger={deed === "cancel"}
      disabled={missing}
      onSubmit={() => act.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>
        {deed === "resolve"
          ? t(of.status === "completed" ? "will_resolve_completed" : `will_resolve_${state}`, facts)
          : t(`will_${deed}`, facts)}
      </p>
      {deed === "move" ? <FreeSpots of={of} {...fields.pick("spot")} /> : null}
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
          label={t(deed === "adjust" ? "new_amount" : "amount_instead")}
          description={t(deed === "adjust" ? "amount_now" : "amount_left_out", facts)}
          currency={of.currency}
          value={values.amount}
          onChange={(amount) => fields.set({ amount })}
          required={deed === "adjust"}
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

type MoneyGiven = {
  label: string;
  description?: string | null;
  currency: string;
  value: string;
  onChange(value: string): void;
  required?: boolean;
  /** The least and the most that it may be, in the smallest unit. */
  least?: number;
  most?: number;
};

/** A sum in the currency's own unit; the value is what was typed (see centsOf in cost.ts). A form with a sum out of bounds is not sent. */
export function MoneyInput(given: MoneyGiven) {
  const { label, description, currency, value, onChange, required, least = 0, most = largestSum } = given;
  const { t } = useTranslation("parking");
  const input = useRef<HTMLInputElement>(null);
  // A minus alone is the beginning of a sum that may be less than nothing, and otherwise none.
  const cents = centsOf(value, currency) ?? (value.trim() === "" || least < 0 ? least : -1);
  const fault =
    cents < least
      ? t("sum_least", { sum: money(least, currency) })
      : cents > most
        ? t("sum_most", { sum: money(most, currency) })
        : "";
  useEffect(() => input.current?.setCustomValidity(fault), [fault]);
  return (
    <NumberInput
      ref={input}
      label={label}
      error={fault || null}
      description={description ?? null}
      value={value}
      onChange={(typed) => onChange(String(typed))}
      decimalScale={digitsOf(currency)}
      step={digitsOf(currency) === 0 ? 100 : 1}
      required={required ?? false}
      suffix={` ${currency}`}
      hideControls
    />
  );
}

/** A sum as MoneyInput has it; nothing for null. */
export const moneyTyped = (cents: number | null, currency: string): string =>
  cents === null ? "" : String(typedOf(cents, currency));

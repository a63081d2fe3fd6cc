// Making a lot, changing its terms, and adding spots; each term says what it is for.
import { Autocomplete, NumberInput, Textarea, type TextareaProps, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { type Lot, touched } from "../data.ts";
import { MoneyInput } from "../MoneyInput.tsx";
import styles from "../parking.module.css";
import lotStyles from "./lots.module.css";
import {
  codesOf,
  Example,
  longestRange,
  rangeFault,
  sums,
  type Typed,
  termsOf,
  typedTerms,
  type Whole,
  wholes,
} from "./terms.tsx";

const currencies = new Set(Intl.supportedValuesOf("currency"));
const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** The terms of bookings, as they follow each other in the form. */
const bookingTerms = [
  "hold_minutes",
  "reminder_minutes",
  "extension_minutes",
  "offer_minutes",
  "debounce_seconds",
  "low_balance_minutes",
  "max_stay_minutes",
] as const satisfies Whole[];

/** The terms of a lot; null: of one that is made. */
export function LotForm({ lot, onClose }: { lot: Lot | null; onClose(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  const fields = useFields(typedTerms(lot));
  const { values } = fields;
  const wrongRange = useWrongRange(values.codes);
  const save = useAction(() => saveLot(lot, values), {
    touches: touched,
    done: t(lot ? "lot_saved" : "lot_made", { lot: values.name }),
    quiet: true,
  });
  return (
    <FormDialog
      title={lot ? t("lot_edit_title", { lot: lot.name }) : t("lot_new")}
      submit={lot ? t("kit:save") : t("lot_make")}
      size="xl"
      disabled={!currencies.has(values.currency) || wrongRange !== null}
      onSubmit={() => save.mutateAsync()}
      onClose={onClose}
    >
      <div className={lotStyles.form}>
        <TextInput
          label={t("lot_name")}
          description={t("lot_name_is")}
          required
          maxLength={100}
          data-autofocus
          {...fields.text("name")}
        />
        <CurrencyAndZone fields={fields} />
        {lot ? null : <CodesInput label={t("spots")} error={wrongRange} {...fields.text("codes")} />}
        <Terms fields={fields} isTariffFrozen={lot !== null} />
      </div>
    </FormDialog>
  );
}

/** Changes the terms of a lot, or makes one with its spots. */
function saveLot(lot: Lot | null, typed: Typed) {
  const body = termsOf(typed);
  if (lot) return ok(api.PATCH("/api/parking/lots/{id}", { params: { path: { id: lot.id } }, body }));
  const spots = codesOf(typed.codes).map((code) => ({ code }));
  return ok(api.POST("/api/parking/lots", { body: { ...body, spots } }));
}

type FieldsProps = { fields: ReturnType<typeof useFields<Typed>> };

function CurrencyAndZone({ fields: { values, set } }: FieldsProps) {
  const { t } = useTranslation("parking");
  return (
    <div className={styles.two}>
      <TextInput
        label={t("currency")}
        description={t("currency_is")}
        required
        maxLength={3}
        value={values.currency}
        error={currencies.has(values.currency) ? null : t("currency_unknown")}
        onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
      />
      <Autocomplete
        label={t("time_zone")}
        description={t("time_zone_is")}
        data={zones}
        limit={40}
        required
        value={values.time_zone}
        onChange={(time_zone) => set({ time_zone })}
      />
    </div>
  );
}

/** The tariff, with what some stays would cost, and the terms of bookings. */
function Terms({ fields, isTariffFrozen }: FieldsProps & { isTariffFrozen: boolean }) {
  const { t } = useTranslation("parking");
  const { values } = fields;
  const currency = currencies.has(values.currency) ? values.currency : "EUR";
  return (
    <>
      <h3>{t("tariff")}</h3>
      {isTariffFrozen ? <p className={styles.hint}>{t("tariff_frozen")}</p> : null}
      <div className={styles.two}>
        <SumInput name="rate" fields={fields} currency={currency} required />
        <SumInput name="cap" fields={fields} currency={currency} />
        <WholeInput name="free_minutes" fields={fields} />
        <SumInput name="minimum" fields={fields} currency={currency} required />
      </div>
      <Example tariff={termsOf({ ...values, currency })} currency={currency} />
      <h3>{t("terms_booking")}</h3>
      <div className={styles.two}>
        {bookingTerms.map((name) => (
          <WholeInput key={name} name={name} fields={fields} />
        ))}
        <SumInput name="agent_limit" fields={fields} currency={currency} required />
      </div>
    </>
  );
}

/** A term that is a whole number of minutes or seconds. */
function WholeInput({ name, fields: { values, set } }: FieldsProps & { name: Whole }) {
  const { t } = useTranslation("parking");
  return (
    <NumberInput
      label={t(`term_${name}`)}
      description={t(`term_${name}_is`)}
      value={values[name]}
      onChange={(typed) => set({ [name]: String(typed) })}
      min={wholes[name][0]}
      max={wholes[name][1]}
      allowDecimal={false}
      suffix={name === "debounce_seconds" ? " s" : " min"}
      required
    />
  );
}

type SumProps = FieldsProps & { name: keyof typeof sums; currency: string; required?: boolean };

/** A term that is a sum of money. */
function SumInput({ name, fields: { values, set }, currency, required = false }: SumProps) {
  const { t } = useTranslation("parking");
  return (
    <MoneyInput
      label={t(`term_${name}`)}
      description={t(`term_${name}_is`)}
      currency={currency}
      value={values[name]}
      onChange={(typed) => set({ [name]: typed })}
      required={required}
      min={sums[name][0]}
      max={sums[name][1]}
    />
  );
}

/** Codes of spots, with ranges. */
function CodesInput(given: TextareaProps) {
  const { t } = useTranslation("parking");
  return <Textarea description={t("codes_hint")} placeholder="A1-A12, B1, B2" autosize minRows={2} {...given} />;
}

/** What is wrong with a range among typed codes, as a sentence; null when nothing is. */
function useWrongRange(typed: string): string | null {
  const { t } = useTranslation("parking");
  const wrong = rangeFault(typed);
  return wrong && t(`range_${wrong.fault}`, { range: wrong.range, most: longestRange });
}

/** Adds spots to a lot by their codes. */
export function AddSpots({ lot, onClose }: { lot: Lot; onClose(): void }) {
  const { t } = useTranslation("parking");
  const fields = useFields({ codes: "" });
  const codes = codesOf(fields.values.codes);
  const wrongRange = useWrongRange(fields.values.codes);
  const add = useAction(
    () =>
      ok(
        api.POST("/api/parking/lots/{id}/spots", {
          params: { path: { id: lot.id } },
          body: { spots: codes.map((code) => ({ code })) },
        }),
      ),
    { touches: touched, done: t("spots_added", { count: codes.length }), quiet: true },
  );
  return (
    <FormDialog
      title={t("spots_add_title", { lot: lot.name })}
      submit={t("spots_add_n", { count: codes.length })}
      disabled={codes.length === 0 || wrongRange !== null}
      onSubmit={() => add.mutateAsync()}
      onClose={onClose}
    >
      <CodesInput label={t("codes")} error={wrongRange} data-autofocus {...fields.text("codes")} />
      {codes.length > 0 ? (
        <p className={styles.hint}>
          {codes.slice(0, 60).join(", ")}
          {codes.length > 60 ? " …" : ""}
        </p>
      ) : null}
    </FormDialog>
  );
}

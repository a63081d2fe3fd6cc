// Making a lot, changing its terms, and adding spots; each term says what it is for.
import { Autocomplete, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { type Lot, touched } from "../data.ts";
import { MoneyInput } from "../MoneyInput.tsx";
import styles from "../parking.module.css";
import lotStyles from "./lots.module.css";
import { codesOf, Example, longestRange, rangeFault, sums, termsOf, typedTerms, type Whole, wholes } from "./terms.tsx";

const currencies = new Set(Intl.supportedValuesOf("currency"));
const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** The terms of a lot; null: of one that is made. */
export function LotForm({ lot, onClose }: { lot: Lot | null; onClose(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  const fields = useFields(typedTerms(lot));
  const { values } = fields;
  const known = currencies.has(values.currency);
  const currency = known ? values.currency : "EUR";
  const wrongRange = useWrongRange(values.codes);
  const save = useAction(
    () => {
      const body = termsOf(values);
      return lot
        ? ok(api.PATCH("/api/parking/lots/{id}", { params: { path: { id: lot.id } }, body }))
        : ok(
            api.POST("/api/parking/lots", {
              body: { ...body, spots: codesOf(values.codes).map((code) => ({ code })) },
            }),
          );
    },
    { touches: touched, done: t(lot ? "lot_saved" : "lot_made", { lot: values.name }), quiet: true },
  );
  const whole = (name: Whole) => (
    <NumberInput
      label={t(`term_${name}`)}
      description={t(`term_${name}_is`)}
      value={values[name]}
      onChange={(typed) => fields.set({ [name]: String(typed) })}
      min={wholes[name][0]}
      max={wholes[name][1]}
      allowDecimal={false}
      suffix={name === "debounce_seconds" ? " s" : " min"}
      required
    />
  );
  const sum = (name: keyof typeof sums, required: boolean) => (
    <MoneyInput
      label={t(`term_${name}`)}
      description={t(`term_${name}_is`)}
      currency={currency}
      value={values[name]}
      onChange={(typed) => fields.set({ [name]: typed })}
      required={required}
      min={sums[name][0]}
      max={sums[name][1]}
    />
  );
  return (
    <FormDialog
      title={lot ? t("lot_edit_title", { lot: lot.name }) : t("lot_new")}
      submit={lot ? t("kit:save") : t("lot_make")}
      size="xl"
      disabled={!known || wrongRange !== null}
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
        <div className={styles.two}>
          <TextInput
            label={t("currency")}
            description={t("currency_is")}
            required
            maxLength={3}
            value={values.currency}
            error={known ? null : t("currency_unknown")}
            onChange={(event) => fields.set({ currency: event.currentTarget.value.toUpperCase() })}
          />
          <Autocomplete
            label={t("time_zone")}
            description={t("time_zone_is")}
            data={zones}
            limit={40}
            required
            value={values.time_zone}
            onChange={(time_zone) => fields.set({ time_zone })}
          />
        </div>
        {lot ? null : (
          <Textarea
            label={t("spots")}
            description={t("codes_hint")}
            placeholder="A1-A12, B1, B2"
            error={wrongRange}
            autosize
            minRows={2}
            {...fields.text("codes")}
          />
        )}
        <h3>{t("tariff")}</h3>
        {lot ? <p className={styles.hint}>{t("tariff_frozen")}</p> : null}
        <div className={styles.two}>
          {sum("rate", true)}
          {sum("cap", false)}
          {whole("free_minutes")}
          {sum("minimum", true)}
        </div>
        <Example tariff={termsOf({ ...values, currency })} currency={currency} />
        <h3>{t("terms_booking")}</h3>
        <div className={styles.two}>
          {whole("hold_minutes")}
          {whole("reminder_minutes")}
          {whole("extension_minutes")}
          {whole("offer_minutes")}
          {whole("debounce_seconds")}
          {whole("low_balance_minutes")}
          {whole("max_stay_minutes")}
          {sum("agent_limit", true)}
        </div>
      </div>
    </FormDialog>
  );
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
      <Textarea
        label={t("codes")}
        description={t("codes_hint")}
        placeholder="A1-A12, B1, B2"
        error={wrongRange}
        data-autofocus
        autosize
        minRows={2}
        {...fields.text("codes")}
      />
      {codes.length > 0 ? (
        <p className={styles.hint}>
          {codes.slice(0, 60).join(", ")}
          {codes.length > 60 ? " …" : ""}
        </p>
      ) : null}
    </FormDialog>
  );
}

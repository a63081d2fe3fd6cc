// The part of a rule's form that says what must be so.
import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { fieldTests } from "../../api/lists.ts";
import { type Language, languageChoices } from "../../kit/language-names.ts";
import type { Choices } from "./choices.ts";
import { blankCondition, type Condition, conditionKinds } from "./parts.ts";
import { Rows } from "./Rows.tsx";
import { FieldSelect } from "./WhenFields.tsx";

type Props = { rows: readonly Condition[]; choices: Choices; onChange(rows: Condition[]): void };

export function ConditionRows({ rows, choices, onChange }: Props) {
  const { t } = useTranslation("rules");
  const { labels, facts, numbers } = choices;
  const lacking = new Set([
    labels.length ? "" : "label",
    facts.length ? "" : "fact",
    numbers.length > 1 ? "" : "number",
  ]);
  const first = { label: Number(labels[0]?.value ?? 0), fact: facts[0], number: Number(numbers[0]?.value ?? 0) };
  return (
    <Rows
      label={t("if_add")}
      kinds={conditionKinds
        .filter((kind) => !lacking.has(kind))
        .map((kind) => ({ value: kind, label: t(`if_${kind}`) }))}
      rows={rows}
      nameOf={({ about }) => t(`if_${about}`)}
      add={(kind) => onChange([...rows, blankCondition(kind as Condition["about"], first)])}
      onChange={onChange}
    >
      {(row, set) => <Fields value={row} choices={choices} onChange={set} />}
    </Rows>
  );
}

function Fields({ value, choices, onChange }: { value: Condition; choices: Choices; onChange(next: Condition): void }) {
  const { t } = useTranslation("rules");
  switch (value.about) {
    case "number":
      return (
        <MultiSelect
          aria-label={t("if_number")}
          data={choices.numbers}
          value={value.ids.map(String)}
          onChange={(ids) => ids.length > 0 && onChange({ ...value, ids: ids.map(Number) })}
        />
      );
    case "field":
      return <FieldFields value={value} onChange={onChange} />;
    case "language":
      return (
        <Select
          aria-label={t("if_language")}
          data={languageChoices()}
          allowDeselect={false}
          value={value.is}
          onChange={(is) => is && onChange({ ...value, is: is as Language })}
        />
      );
    case "label":
      return (
        <>
          <YesNo value={value.has} yes={t("has")} no={t("has_not")} onChange={(has) => onChange({ ...value, has })} />
          <Select
            aria-label={t("label")}
            data={choices.labels}
            allowDeselect={false}
            value={String(value.id)}
            onChange={(id) => id && onChange({ ...value, id: Number(id) })}
          />
        </>
      );
    case "fact":
      return <FactFields value={value} choices={choices} onChange={onChange} />;
    default:
      return (
        <YesNo value={value.open} yes={t("open")} no={t("closed")} onChange={(open) => onChange({ ...value, open })} />
      );
  }
}

function YesNo({
  value,
  yes,
  no,
  onChange,
}: {
  value: boolean;
  yes: string;
  no: string;
  onChange(next: boolean): void;
}) {
  return (
    <Select
      aria-label={`${yes} / ${no}`}
      data={[
        { value: "yes", label: yes },
        { value: "no", label: no },
      ]}
      allowDeselect={false}
      value={value ? "yes" : "no"}
      onChange={(next) => onChange(next === "yes")}
    />
  );
}

type FieldValue = Condition & { about: "field" };

function FieldFields({ value, onChange }: { value: FieldValue; onChange(next: Condition): void }) {
  const { t } = useTranslation("rules");
  const compares = value.test !== "empty" && value.test !== "filled";
  return (
    <>
      <FieldSelect value={value.field} onChange={(field) => onChange({ ...value, field })} />
      <Select
        label={t("test")}
        data={fieldTests.map((test) => ({
          value: test,
          label: t(`test_${test}`),
        }))}
        allowDeselect={false}
        value={value.test}
        onChange={(test) => test && onChange({ ...value, test: test as FieldValue["test"] })}
      />
      {compares ? (
        <TextInput
          label={t("compared")}
          required
          value={value.value ?? ""}
          onChange={(event) => onChange({ ...value, value: event.currentTarget.value })}
        />
      ) : null}
    </>
  );
}

type FactValue = Condition & { about: "fact" };

function FactFields({
  value,
  choices,
  onChange,
}: {
  value: FactValue;
  choices: Choices;
  onChange(n: Condition): void;
}) {
  const { t } = useTranslation("rules");
  const first = { label: 0, number: 0 };
  return (
    <>
      <Select
        aria-label={t("if_fact")}
        data={choices.facts.map(({ name, title }) => ({ value: name, label: title }))}
        allowDeselect={false}
        value={value.name}
        onChange={(name) =>
          onChange(blankCondition("fact", { ...first, fact: choices.facts.find((one) => one.name === name) }))
        }
      />
      {typeof value.value === "boolean" ? (
        <YesNo
          value={value.value}
          yes={t("yes")}
          no={t("no")}
          onChange={(next) => onChange({ ...value, value: next })}
        />
      ) : (
        <>
          <Select
            aria-label={t("test")}
            data={(["less", "more"] as const).map((test) => ({ value: test, label: t(`test_${test}`) }))}
            allowDeselect={false}
            value={value.test}
            onChange={(test) => test && onChange({ ...value, test: test as FactValue["test"] })}
          />
          <NumberInput
            aria-label={t("compared")}
            decimalScale={2}
            fixedDecimalScale
            value={value.value / 100}
            onChange={(sum) => onChange({ ...value, value: Math.round(Number(sum) * 100) })}
          />
        </>
      )}
    </>
  );
}

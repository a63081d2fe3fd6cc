// The part of a rule's form that says when it is asked.
import { NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { contactFields, matchKinds } from "../../api/lists.ts";
import type { Choices } from "./choices.ts";
import { blankWhen, kindOfWhen, type When, type WhenKind, whenKinds } from "./parts.ts";

type Props = { value: When; choices: Choices; onChange(when: When): void };

export function WhenFields({ value, choices, onChange }: Props) {
  const { t } = useTranslation("rules");
  const first = { event: choices.events[0]?.value ?? "", label: Number(choices.labels[0]?.value ?? 0) };
  const lacks = (kind: WhenKind) =>
    (kind === "event" && choices.events.length === 0) || (kind.startsWith("label") && choices.labels.length === 0);
  return (
    <>
      <Select
        label={t("when")}
        data={whenKinds.filter((kind) => !lacks(kind)).map((kind) => ({ value: kind, label: t(`when_${kind}`) }))}
        allowDeselect={false}
        value={kindOfWhen(value)}
        onChange={(kind) => kind && onChange(blankWhen(kind as WhenKind, first))}
      />
      <Details value={value} choices={choices} onChange={onChange} />
    </>
  );
}

function Details({ value, choices, onChange }: Props) {
  const { t } = useTranslation("rules");
  switch (value.on) {
    case "message":
      return value.words === undefined ? null : <Words value={{ ...value, words: value.words }} onChange={onChange} />;
    case "button":
      return (
        <TextInput
          label={t("button_id")}
          description={t("button_id_hint")}
          required
          value={value.id}
          onChange={(event) => onChange({ ...value, id: event.currentTarget.value })}
        />
      );
    case "event":
      return (
        <Select
          label={t("event")}
          data={choices.events}
          allowDeselect={false}
          value={value.event}
          onChange={(event) => event && onChange({ ...value, event })}
        />
      );
    case "idle":
      return (
        <>
          <Select
            label={t("who")}
            data={(["customer", "team"] as const).map((who) => ({ value: who, label: t(`who_${who}`) }))}
            allowDeselect={false}
            value={value.who}
            onChange={(who) => who && onChange({ ...value, who: who as typeof value.who })}
          />
          <Minutes value={value.minutes} onChange={(minutes) => onChange({ ...value, minutes })} />
        </>
      );
    case "label_added":
    case "label_removed":
      return (
        <Select
          label={t("label")}
          data={choices.labels}
          allowDeselect={false}
          value={String(value.id)}
          onChange={(id) => id && onChange({ ...value, id: Number(id) })}
        />
      );
    case "field_changed":
      return <FieldSelect value={value.field} onChange={(field) => onChange({ ...value, field })} />;
    default:
      return null;
  }
}

type WordsValue = When & { on: "message"; words: string };

function Words({ value, onChange }: { value: WordsValue; onChange(when: When): void }) {
  const { t } = useTranslation("rules");
  return (
    <>
      <TextInput
        label={t("keyword")}
        description={t("keyword_hint")}
        required
        data-autofocus
        value={value.words}
        onChange={(event) => onChange({ ...value, words: event.currentTarget.value })}
      />
      <Select
        label={t("match")}
        data={matchKinds.map((match) => ({ value: match, label: t(`match_${match}`) }))}
        allowDeselect={false}
        value={value.match ?? "word"}
        onChange={(match) => match && onChange({ ...value, match: match as (typeof matchKinds)[number] })}
      />
    </>
  );
}

export function Minutes({ value, onChange }: { value: number; onChange(minutes: number): void }) {
  const { t } = useTranslation("rules");
  return (
    <NumberInput
      label={t("minutes")}
      min={1}
      max={44_640}
      allowDecimal={false}
      value={value}
      onChange={(next) => onChange(Number(next) || 1)}
    />
  );
}

type Field = (When & { on: "field_changed" })["field"];

export function FieldSelect({ value, onChange }: { value: Field; onChange(field: Field): void }) {
  const { t } = useTranslation("rules");
  return (
    <Select
      label={t("field")}
      data={contactFields.map((field) => ({ value: field, label: t(`field_${field}`) }))}
      allowDeselect={false}
      value={value}
      onChange={(field) => field && onChange(field as Field)}
    />
  );
}

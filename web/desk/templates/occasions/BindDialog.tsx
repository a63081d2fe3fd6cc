// The dialog that chooses the template of an occasion on a number, and what fills each of its variables, with a preview.
import { Alert, Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { read } from "../../../api/query.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { Shown } from "../../../kit/states.tsx";
import { Preview } from "../Preview.tsx";
import type { Input, Template } from "../template.ts";
import {
  type Bound,
  boundValues,
  type Choices,
  exampleValues,
  firstChoices,
  isBindable,
  type Occasion,
  placesOf,
} from "./binding.ts";
import styles from "./occasions.module.css";

type Props = { occasion: Occasion; bound: Bound; onClose(): void };

export function BindDialog({ occasion, bound, onClose }: Props) {
  const { t } = useTranslation("occasions");
  const { list, templates, template, choices, choose, change } = useChosen(occasion, bound);
  const { save, remove } = useSaving(occasion, bound, onClose);
  const submit = async () => {
    if (!template || placesOf(template).some(({ key }) => !choices[key])) throw new Error(t("missing"));
    await save.mutateAsync({ template, choices });
  };
  return (
    <FormDialog
      title={t("dialog", { title: occasion.title, number: bound.channel.display_number })}
      submit={t("save")}
      onSubmit={submit}
      onClose={onClose}
      disabled={!template}
      size={820}
    >
      <Shown of={list}>
        {() => (
          <>
            <TemplateSelect templates={templates} value={template ?? null} onChange={choose} />
            {template ? <Filling of={template} occasion={occasion} choices={choices} onChange={change} /> : null}
            {bound.binding ? (
              <Button
                variant="subtle"
                color="red"
                className={styles.none}
                loading={remove.isPending}
                onClick={() => remove.mutate()}
              >
                {t("take_away")}
              </Button>
            ) : null}
          </>
        )}
      </Shown>
    </FormDialog>
  );
}

/** The template that is chosen and what fills it: at first what is bound. */
function useChosen(occasion: Occasion, { channel, binding }: Bound) {
  const list = useQuery(read("/api/templates", { query: { channel: channel.id } }));
  const [id, setId] = useState<number | null>(null);
  const [changed, setChanged] = useState<Choices | null>(null);
  const templates = (list.data?.templates ?? []).filter(isBindable);
  const before = templates.find(({ name, language }) => name === binding?.template && language === binding.language);
  const template = id === null ? before : templates.find((one) => one.id === id);
  const first = template ? firstChoices(template, occasion, template === before ? binding!.values : null) : {};
  const choices = changed ?? first;
  const choose = (next: number) => {
    setId(next);
    setChanged(null);
  };
  const change = (key: string, name: string) => setChanged({ ...choices, [key]: name });
  return { list, templates, template, choices, choose, change };
}

function useSaving({ name }: Occasion, { channel }: Bound, onClose: () => void) {
  const { t } = useTranslation("occasions");
  const at = "/api/templates/occasions/{occasion}/bindings/{channel}";
  const path = { occasion: name, channel: channel.id };
  const touches = ["/api/templates/occasions"];
  const save = useAction(
    ({ template, choices }: { template: Template; choices: Choices }) => {
      const body = { template: template.template, language: template.language, values: boundValues(template, choices) };
      return ok(api.PUT(at, { params: { path }, body }));
    },
    { touches, done: t("saved"), quiet: true },
  );
  const remove = useAction(() => ok(api.DELETE(at, { params: { path } })), {
    touches,
    done: t("taken"),
    onDone: onClose,
  });
  return { save, remove };
}

type SelectProps = { templates: readonly Template[]; value: Template | null; onChange(id: number): void };

function TemplateSelect({ templates, value, onChange }: SelectProps) {
  const { t } = useTranslation(["occasions", "templates"]);
  if (templates.length === 0) return <Alert color="brass">{t("template_none")}</Alert>;
  return (
    <Select
      label={t("template")}
      description={t("template_hint")}
      placeholder={t("template_search")}
      searchable
      required
      withAsterisk={false}
      allowDeselect={false}
      {...(value ? {} : { "data-autofocus": true })}
      data={templates.map(({ id, name, language, sendable, status }) => ({
        value: String(id),
        label: [name, language, ...(sendable ? [] : [t(`templates:status_${status}`)])].join(" · "),
      }))}
      value={value && String(value.id)}
      onChange={(next) => next && onChange(Number(next))}
    />
  );
}

type FillingProps = { of: Template; occasion: Occasion; choices: Choices; onChange(key: string, name: string): void };

/** What stands in each variable, beside what people read. */
function Filling({ of, occasion, choices, onChange }: FillingProps) {
  const { t } = useTranslation("occasions");
  return (
    <div className={styles.filling}>
      <div className={styles.places}>
        {of.why_not ? (
          <Alert color="brass">
            {of.why_not} {t("not_yet")}
          </Alert>
        ) : null}
        {of.category === "marketing" ? <Alert color="brass">{t("marketing")}</Alert> : null}
        {placesOf(of).map((place) => (
          <ValueSelect
            key={place.key}
            place={place}
            occasion={occasion}
            value={choices[place.key] ?? null}
            onChange={(name) => onChange(place.key, name)}
          />
        ))}
      </div>
      <Preview of={of} values={exampleValues(occasion, choices)} />
    </div>
  );
}

type ValueProps = { place: Input; occasion: Occasion; value: string | null; onChange(name: string): void };

function ValueSelect({ place, occasion, value, onChange }: ValueProps) {
  const { t } = useTranslation("occasions");
  const label = {
    header: "variable_heading",
    body: "variable",
    button: "variable_button",
    code: "variable_button",
  } as const;
  const chosen = occasion.values.find(({ name }) => name === value);
  return (
    <Select
      label={t(label[place.kind as keyof typeof label], { name: place.name })}
      description={chosen ? t("variable_hint", { example: chosen.example }) : undefined}
      placeholder={t("value_none")}
      allowDeselect={false}
      data={occasion.values.map(({ name, description }) => ({ value: name, label: description }))}
      value={value}
      onChange={(next) => next && onChange(next)}
    />
  );
}

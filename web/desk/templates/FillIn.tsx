// The values of a template beside its preview. What cannot be sent is said at the field.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";
import { UploadField } from "../inbox/files/UploadField.tsx";
import { Preview } from "./Preview.tsx";
import { Price } from "./Price.tsx";
import styles from "./send.module.css";
import {
  type Fault,
  faultsOf,
  fileIn,
  type Input,
  inputsOf,
  type Template,
  uploadValue,
  type Values,
} from "./template.ts";

type Props = {
  template: Template;
  /** For its price; null before there is a conversation. */
  conversation: number | null;
  values: Values;
  onChange(values: Values): void;
  back(): void;
  /** Resolves when it is on its way; an error that it throws is shown. */
  send(): Promise<unknown>;
};

export function FillIn({ template, conversation, values, onChange, back, send }: Props) {
  const { t } = useTranslation("templates");
  const sending = useAction(send, { quiet: true });
  const inputs = inputsOf(template);
  const { form, submit, faultAt, leave } = useChecks(template, values, () => sending.mutate());
  return (
    <form ref={form} className={styles.fillIn} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        <p className={styles.chosen}>
          <strong>{template.name}</strong> <span className="quiet">{template.language}</span>
        </p>
        {conversation === null ? null : <Price conversation={conversation} category={template.category} />}
        {inputs.length === 0 ? <p className="quiet">{t("no_values")}</p> : null}
        <ValueFields inputs={inputs} values={values} faultAt={faultAt} onChange={onChange} leave={leave} isFirst />
      </div>
      <Preview of={template} values={values} />
      <p role="alert" className={styles.fault}>
        {sending.error?.message}
      </p>
      <div className={styles.buttons}>
        <Button variant="default" onClick={back} leftSection={<Icon name="back" size={16} />}>
          {t("other_template")}
        </Button>
        <Button
          type="submit"
          loading={sending.isPending}
          leftSection={<Icon name="send" size={16} />}
          {...(inputs.length === 0 ? { "data-autofocus": true } : {})}
        >
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

/** Checks before sending: what is missing is said when one tries to, other faults when the field is left. The first faulty field gets the focus. */
function useChecks(template: Template, values: Values, send: () => void) {
  const form = useRef<HTMLFormElement>(null);
  const [isTried, setTried] = useState(false);
  const [left, setLeft] = useState<readonly string[]>([]);
  const faults = faultsOf(template, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React bubbles events through portals.
    event.stopPropagation();
    setTried(true);
    const first = inputsOf(template).find(({ key }) => faults[key]);
    if (!first) return send();
    form.current?.querySelector<HTMLInputElement>(`[name="${CSS.escape(first.key)}"]`)?.focus();
  };
  const faultAt = (key: string): Fault | undefined => {
    const fault = faults[key];
    return isTried || (fault !== "empty" && left.includes(key)) ? fault : undefined;
  };
  return { form, submit, faultAt, leave: (key: string) => setLeft([...left, key]) };
}

type FieldsProps = {
  inputs: readonly Input[];
  values: Values;
  faultAt(key: string): Fault | undefined;
  onChange(values: Values): void;
  /** Told when a field is left. */
  leave?(key: string): void;
  /** Whether the first field gets the focus. */
  isFirst?: boolean;
};

/** A field for each value. */
export const ValueFields = ({ inputs, values, faultAt, onChange, leave, isFirst = false }: FieldsProps) =>
  inputs.map((input, index) => (
    <ValueField
      key={input.key}
      input={input}
      value={values[input.key] ?? ""}
      fault={faultAt(input.key)}
      isFirst={isFirst && index === 0}
      onChange={(value) => onChange({ ...values, [input.key]: value })}
      onLeave={() => leave?.(input.key)}
    />
  ));

type FieldProps = {
  input: Input;
  value: string;
  fault: Fault | undefined;
  isFirst: boolean;
  onChange(value: string): void;
  onLeave(): void;
};

/** One value, labelled with its name and its example. */
function ValueField({ input, value, fault, isFirst, onChange, onLeave }: FieldProps) {
  const { t } = useTranslation("templates");
  const { kind, name, example } = input;
  const isNumber = kind === "latitude" || kind === "longitude";
  if (kind === "file" && "id" in fileIn(value)) return <FileValue input={input} value={value} onChange={onChange} />;
  const field = (
    <TextInput
      name={input.key}
      label={t(kind === "body" && /^\d+$/.test(name) ? "value_number" : `value_${kind}`, {
        name: kind === "file" ? t(`header_${name as "image"}`) : name,
      })}
      description={kind === "file" ? t("value_file_hint") : example ? t("example", { example }) : undefined}
      type={kind === "file" ? "url" : "text"}
      inputMode={isNumber ? "decimal" : undefined}
      required
      withAsterisk={false}
      autoComplete="off"
      dir="auto"
      autoFocus={isFirst}
      value={value}
      error={fault ? t(`fault_${fault}`) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onLeave}
    />
  );
  if (kind !== "file") return field;
  return (
    <>
      <FileValue input={input} value="" onChange={onChange} />
      {field}
    </>
  );
}

/** The types of files above a text, as browsers take them. A photo of another type is converted. */
const accepted: Record<string, string | undefined> = { image: "image/*", video: "video/mp4,video/3gpp" };

/** The file above the text, uploaded. */
function FileValue({ input, value, onChange }: Pick<FieldProps, "input" | "value" | "onChange">) {
  const { t } = useTranslation("templates");
  const file = fileIn(value);
  return (
    <UploadField
      label={t("value_upload", { name: t(`header_${input.name as "image"}`) })}
      name={"id" in file ? file.filename : null}
      accept={accepted[input.name]}
      take={(made) => onChange(uploadValue(made.id, made.file_name ?? ""))}
      drop={{ label: t("value_upload_drop"), run: () => onChange("") }}
    />
  );
}

// Fields of the editor: a text with its length, a text with variables and their examples.
import { Button, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { count } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { type Draft, exampleKey, nextVariable, type Part, type Provider, variablesIn } from "./draft.ts";
import styles from "./editor.module.css";

/** The draft in the parts of the form. */
export type Editor = {
  draft: Draft;
  provider: Provider;
  /** The id of the template that is edited; null: a new one. */
  id: number | null;
  change(some: Partial<Draft>): void;
  faultAt(path: string): string | undefined;
  /** Somebody has left the field: its fault is shown from now on. */
  leave(path: string): void;
};

/** More than the server takes of any field, so that its fault says what is allowed. */
const longest = 4_000;

/** A hint with how many of the characters are used. */
function Length({ of, most, children }: { of: string; most: number; children?: ReactNode }) {
  const { length } = [...of];
  return (
    <span className={styles.length}>
      <span>{children}</span>
      <span className={length > most ? styles.over : undefined}>{`${count(length)} / ${count(most)}`}</span>
    </span>
  );
}

type TextProps = {
  editor: Editor;
  path: string;
  label: string;
  hint?: string;
  most?: number;
  value: string;
  onChange(value: string): void;
  type?: "text" | "url" | "tel";
};

/** A line of text, with its length where it is limited, and the server's fault. */
export function Line({ editor, path, label, hint, most, value, onChange, type = "text" }: TextProps) {
  return (
    <TextInput
      name={path}
      label={label}
      description={
        most === undefined ? (
          hint
        ) : (
          <Length of={value} most={most}>
            {hint}
          </Length>
        )
      }
      type={type}
      dir="auto"
      autoComplete="off"
      maxLength={longest}
      value={value}
      error={editor.faultAt(path)}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => editor.leave(path)}
    />
  );
}

type VariableProps = Omit<TextProps, "type"> & { part: Part; most: number; isLong?: boolean };

/** A text that may have variables, with a button that inserts one at the cursor, and the example of each. */
export function TextWithVariables({ editor, part, path, label, hint, most, value, onChange, isLong }: VariableProps) {
  const { t } = useTranslation("template-editor");
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const { draft, provider } = editor;
  const insert = () => {
    const name = nextVariable(draft, provider, part);
    const [from, to] = [field.current?.selectionStart ?? value.length, field.current?.selectionEnd ?? value.length];
    flushSync(() => onChange(`${value.slice(0, from)}{{${name}}}${value.slice(to)}`));
    field.current?.focus();
    // A name is selected to be typed over; after a number one goes on typing.
    const isName = draft.parameter_format === "named";
    const after = from + name.length + 4;
    field.current?.setSelectionRange(isName ? from + 2 : after, isName ? after - 2 : after);
  };
  const shared = {
    ref: field,
    name: path,
    label,
    description: (
      <Length of={value} most={most}>
        {hint}
      </Length>
    ),
    dir: "auto",
    autoComplete: "off",
    maxLength: longest,
    value,
    error: editor.faultAt(path),
    onBlur: () => editor.leave(path),
  } as const;
  return (
    <div className={styles.withVariables}>
      {isLong ? (
        <Textarea
          {...shared}
          autosize
          minRows={5}
          maxRows={16}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        className={styles.insert}
        leftSection={<Icon name="plus" size={14} />}
        aria-label={`${t("insert")}: ${label}`}
        onClick={insert}
      >
        {t("insert")}
      </Button>
      <Examples editor={editor} part={part} text={value} />
    </div>
  );
}

/** A field for the example of each variable in a text. */
export function Examples({ editor, part, text }: { editor: Editor; part: Part; text: string }) {
  const { t } = useTranslation("template-editor");
  const { draft, provider, change } = editor;
  const names = variablesIn(text);
  if (names.length === 0) return null;
  return (
    <fieldset className={styles.examples}>
      <legend>{t("examples_hint")}</legend>
      {names.map((name) => {
        const key = exampleKey(provider, part, name);
        return (
          <Line
            key={name}
            editor={editor}
            path={`${part}.variables.${name}`}
            label={t("example", { name: `{{${name}}}` })}
            value={draft.examples[key] ?? ""}
            onChange={(example) => change({ examples: { ...draft.examples, [key]: example } })}
          />
        );
      })}
    </fieldset>
  );
}

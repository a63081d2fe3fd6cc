// A field of the panel that is saved on blur.
import { Textarea, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import styles from "./panel.module.css";

type Props = {
  label: string;
  hideLabel?: boolean;
  value: string;
  placeholder?: string | undefined;
  multiline?: boolean;
  readOnly?: boolean;
  save(value: string): Promise<void>;
};

/** A value that the server refused stays in the field, with the reason. */
export function SavedField({ label, hideLabel, value, placeholder, multiline, readOnly, save }: Props) {
  const { t } = useTranslation("inbox");
  const [text, setText] = useState(value);
  const [isSaved, setSaved] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  // A value that a colleague saved is shown, but does not overwrite what is being typed.
  const latest = useRef(value);
  useEffect(() => {
    const before = latest.current;
    latest.current = value;
    setText((now) => (now === before ? value : now));
  }, [value]);
  const saveText = async () => {
    if (text === value) return;
    setRefusal(null);
    try {
      await save(text.trim());
      setText(text.trim());
      setSaved(true);
      setTimeout(() => setSaved(false), 2_500);
    } catch (error) {
      setRefusal((error as Error).message);
    }
  };
  const shared = {
    ...(hideLabel ? { "aria-label": label } : { label }),
    placeholder,
    readOnly: readOnly ?? false,
    value: text,
    error: refusal,
    rightSection: isSaved ? (
      <span role="status" className={styles.saved}>
        <Icon name="check" size={16} />
        <span className="unseen">{t("saved")}</span>
      </span>
    ) : null,
    dir: "auto" as const,
    onBlur: () => void saveText(),
  };
  if (multiline)
    return (
      <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => setText(event.currentTarget.value)} />
    );
  return (
    <TextInput
      {...shared}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

// Sends a template: outside of the 24-hour window the provider takes only approved templates.
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./composer.module.css";
import type { Sending } from "./sending.ts";

/** `never`: the window was never open, since the customer has not written yet. */
export function TemplateForm({ never, send }: { never: boolean; send: Sending["send"] }) {
  const { t } = useTranslation("inbox");
  const [template, setTemplate] = useState("");
  const [language, setLanguage] = useState("en_US");
  const [values, setValues] = useState("");
  return (
    <form
      className={styles.template}
      onSubmit={(event) => {
        event.preventDefault();
        const parameters = values.split("\n").filter((line) => line.trim() !== "");
        send({ template: template.trim(), language: language.trim() || "en_US", parameters });
        setTemplate("");
        setValues("");
      }}
    >
      <p>
        <strong>{t("window_closed_title")}</strong> {t(never ? "window_never" : "window_closed_text")}
      </p>
      <div className={styles.templateFields}>
        <TextInput
          label={t("template_name")}
          required
          value={template}
          onChange={(event) => setTemplate(event.currentTarget.value)}
        />
        <TextInput
          label={t("template_language")}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
        />
        <Textarea
          label={t("template_values")}
          autosize
          minRows={1}
          maxRows={4}
          value={values}
          onChange={(event) => setValues(event.currentTarget.value)}
        />
        <Button type="submit" disabled={template.trim() === ""}>
          {t("template_send")}
        </Button>
      </div>
    </form>
  );
}

// The text of an occasion to submit as a template: to read, to copy, and to open in the editor.
import { Button, CopyButton, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { languageName } from "../../../kit/language-names.ts";
import type { Occasion } from "./binding.ts";
import styles from "./occasions.module.css";

export function TextDialog({ occasion, onClose }: { occasion: Occasion; onClose(): void }) {
  const { t } = useTranslation(["occasions", "kit"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("text_show_for", { title: occasion.title })}
      size={560}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <p className={styles.hint}>{t("text_hint")}</p>
      {occasion.templates.map(({ language, body, buttons }) => (
        <section key={language} aria-label={languageName(language)}>
          <h3>
            <bdi>{languageName(language)}</bdi>
          </h3>
          <p className={styles.text} lang={language.replace("_", "-")} dir="auto">
            {body}
          </p>
          {buttons.length > 0 ? <p className="quiet">{t("text_buttons", { buttons: buttons.join(", ") })}</p> : null}
          <div className={styles.textActions}>
            <Button
              leftSection={<Icon name="edit" size={16} />}
              component={Link}
              to="/templates/new"
              search={{ occasion: occasion.name, language } as never}
            >
              {t("text_write")}
            </Button>
            <CopyButton value={body} timeout={2_000}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={<Icon name={copied ? "check" : "copy"} size={16} />}
                  onClick={copy}
                >
                  {copied ? t("text_copied") : t("text_copy")}
                </Button>
              )}
            </CopyButton>
          </div>
        </section>
      ))}
    </Modal>
  );
}

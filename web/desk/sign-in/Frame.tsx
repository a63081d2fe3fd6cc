// The frame of the pages before sign-in: the logo and a sheet; and the end of their forms.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "../../kit/Mark.tsx";
import styles from "./frame.module.css";

/** A sheet below the logo. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation("sign-in");
  return (
    <div className={styles.place}>
      <header className={styles.side}>
        <div className={styles.ghost}>
          <Mark size={760} bare />
        </div>
        <Mark size={56} bare />
        <p className={styles.name}>Bellhop</p>
        <p className={styles.tagline}>{t("tagline")}</p>
      </header>
      <main className={styles.sheet}>{children}</main>
    </div>
  );
}

/** The end of a form: the error of the last attempt, and the submit button. */
export function Submit({ fault, busy, label }: { fault: string | null; busy: boolean; label: string }) {
  return (
    <>
      <div role="alert">{fault ? <p className={styles.fault}>{fault}</p> : null}</div>
      <Button type="submit" size="md" loading={busy}>
        {label}
      </Button>
    </>
  );
}

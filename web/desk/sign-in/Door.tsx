// The frame of the pages before one is signed in: the mark, a sheet, the counter; and the end of their forms.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "../../kit/Mark.tsx";
import styles from "./door.module.css";

/** A sheet on the counter, under the bell. */
export function Door({ children }: { children: ReactNode }) {
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

/** The end of a form on it: why the last try was refused, and the button. */
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

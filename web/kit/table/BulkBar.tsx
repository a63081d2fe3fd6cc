// What is chosen in a table, and what can be done with it.
import type { ReactNode } from "react";
import styles from "./bulk.module.css";

/** Stands above the table while rows are chosen. `choice`: buttons that change what is chosen; `children`: what can be done. */
export function BulkBar({ chosen, choice, children }: { chosen: ReactNode; choice?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.bulk} aria-live="polite">
      <strong>{chosen}</strong>
      {choice}
      <div className={styles.acts}>{children}</div>
    </section>
  );
}

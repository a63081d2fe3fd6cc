// Something about a number that does not work, with what can be done.
import type { ReactNode } from "react";
import { Icon } from "../../kit/Icon.tsx";
import styles from "./numbers.module.css";

export function Fault({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className={styles.fault}>
      <Icon name="warning" size={16} />
      <p>{text}</p>
      {children}
    </div>
  );
}

// The side panel of a page and its parts: sections with headings, and lists of labelled facts.
import { ActionIcon } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon.tsx";
import { useKeys } from "./keys.ts";
import styles from "./side.module.css";

/** A list of facts, each with its label. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className={styles.facts}>{children}</dl>;

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A section of a panel with its heading. */
export function Part({ title, children, actions }: { title?: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className={styles.part}>
      {title ? (
        <div className={styles.partHead}>
          <h3>{title}</h3>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** The side panel with the details of what is open. In narrow windows it covers the page. */
export function Side({ title, close, children }: { title: ReactNode; close(): void; children: ReactNode }) {
  const { t } = useTranslation("kit");
  const heading = useRef<HTMLHeadingElement>(null);
  useKeys(t("show_details"), [{ keys: "Escape", label: t("close"), run: close }]);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside className={styles.side} aria-labelledby="side-title">
      <header className={styles.sideHead}>
        <h2 id="side-title" tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t("close")} onClick={close}>
          <Icon name="close" size={17} />
        </ActionIcon>
      </header>
      <div className={styles.sideBody}>{children}</div>
    </aside>
  );
}

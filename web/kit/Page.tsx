// The frame of a page: its title, what can be done there, tabs, and the ground on which its content lies.
import { type ReactNode, useEffect } from "react";
import styles from "./page.module.css";

type Frame = {
  title: string;
  /** A few words after the title, such as a count. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Under the title: tabs or filters. */
  tabs?: ReactNode;
  /** As wide as the window, for tables and maps; otherwise as wide as text reads well. */
  wide?: boolean;
  /** The content fills the height and scrolls by itself. */
  fill?: boolean;
  children: ReactNode;
};

/** A page. Its title also becomes that of the browser's tab. */
export function Page({ title, note, actions, tabs, wide, fill, children }: Frame) {
  useTitle(title);
  return (
    <div className={`${styles.page} ${fill ? styles.fill : ""}`}>
      <header className={styles.head}>
        <h1 className={styles.title}>
          {title}
          {note ? <span className={styles.note}>{note}</span> : null}
        </h1>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
        {tabs ? <div className={styles.tabs}>{tabs}</div> : null}
      </header>
      <div className={`${styles.body} ${wide ? styles.wide : ""}`}>{children}</div>
    </div>
  );
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Bellhop`;
  }, [title]);
}

/** A sheet of paper on the ground: a group of things that belong together. */
export function Sheet({
  title,
  actions,
  children,
  flush,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={styles.sheet}>
      {title || actions ? (
        <div className={styles.sheetHead}>
          <h2 className={styles.sheetTitle}>{title}</h2>
          {actions}
        </div>
      ) : null}
      <div className={flush ? undefined : styles.sheetBody}>{children}</div>
    </section>
  );
}

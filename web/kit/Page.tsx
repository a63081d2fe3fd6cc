// The layout of a page: title, actions, tabs, content.
import { type ReactNode, useEffect } from "react";
import styles from "./page.module.css";

type Frame = {
  title: string;
  /** A short text after the title, such as a count. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Below the title: tabs or filters. */
  tabs?: ReactNode;
  /** Full width, for tables and maps; otherwise limited to a readable line length. */
  wide?: boolean;
  /** The content takes the remaining height and scrolls by itself. */
  fill?: boolean;
  children: ReactNode;
};

/** A page. Its title is also that of the browser tab. */
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

/** Sets the title of the browser tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Bellhop`;
  }, [title]);
}

/** A panel with related content. */
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

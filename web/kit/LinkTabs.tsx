// Tabs that are addresses: each leads to a page of its own.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./tabs.module.css";

type Tab = { to: string; label: ReactNode; exact?: boolean };

/** Goes into `tabs` of a Page. `exact`: only this very address, not those below it. */
export function LinkTabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ to, label: text, exact }) => (
        <Link
          key={to}
          to={to as "/"}
          activeOptions={{ exact: exact ?? false, includeSearch: false }}
          className={styles.tab}
          activeProps={{ className: styles.active, "aria-current": "page" }}
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}

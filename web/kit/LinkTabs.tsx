// Tabs that are links to pages.
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./tabs.module.css";

type Tab = { to: string; label: ReactNode; exact?: boolean };

/** For `tabs` of a Page. `exact`: active only at this very address, and not at those below it. */
export function LinkTabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  const row = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  // When not all tabs fit, scrolls to the active one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path, another tab.
  useEffect(() => {
    const open = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (open) row.current?.scrollTo({ left: open.offsetLeft - (row.current.clientWidth - open.offsetWidth) / 2 });
  }, [path]);
  return (
    <nav className={styles.tabs} aria-label={label} ref={row}>
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

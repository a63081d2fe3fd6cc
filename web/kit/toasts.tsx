// Short notices at the top about success or failure; screen readers read them out.
import { CloseButton } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./Icon.tsx";
import styles from "./toasts.module.css";

type Toast = { id: number; kind: "done" | "failed"; text: string; action?: { label: string; run(): void } };

let toasts: readonly Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}

const drop = (id: number): void => set(toasts.filter((one) => one.id !== id));

function add(kind: Toast["kind"], text: string, action?: Toast["action"]): void {
  last += 1;
  const id = last;
  set([...toasts.filter((one) => one.text !== text).slice(-3), { id, kind, text, action }]);
  setTimeout(() => drop(id), kind === "failed" ? 10_000 : 4_000);
}

export const toast = {
  /** A success; perhaps with an action to undo it. */
  done: (text: string, action?: Toast["action"]): void => add("done", text, action),
  /** A failure; an error's message is shown. */
  failed: (why: unknown): void => add("failed", why instanceof Error ? why.message : String(why)),
};

/** Renders the notices; there is one, in main.tsx. */
export function Toasts() {
  const { t } = useTranslation("kit");
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
  );
  return (
    <div className={styles.corner} role="status" aria-live="polite">
      {shown.map(({ id, kind, text, action }) => (
        <div key={id} className={`${styles.toast} ${kind === "failed" ? styles.failed : ""}`}>
          <Icon name={kind === "failed" ? "warning" : "check"} size={16} />
          <span className={styles.text}>{text}</span>
          {action ? (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                drop(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          ) : null}
          <CloseButton size="sm" aria-label={t("close")} onClick={() => drop(id)} c="inherit" variant="transparent" />
        </div>
      ))}
    </div>
  );
}

// What a page shows in place of content: loading, empty, an error, no connection, no permission.
import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client.ts";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./states.module.css";

type Say = { icon?: IconName; title: string; text?: ReactNode; action?: ReactNode; compact?: boolean };

/** An icon with a title, a sentence and perhaps a button: for empty lists, and before anything is chosen. */
export function Empty({ icon = "inbox", title, text, action, compact }: Say) {
  return (
    <div className={`${styles.state} ${compact ? styles.compact : ""}`}>
      <span className={styles.sign}>
        <Icon name={icon} size={compact ? 20 : 26} strokeWidth={1.5} />
      </span>
      <p className={styles.title}>{title}</p>
      {text ? <p className={styles.text}>{text}</p> : null}
      {action}
    </div>
  );
}

/** A loading indicator. It appears after a short delay, so that it does not flash for quick responses. */
export function Loading({ compact }: { compact?: boolean }) {
  const { t } = useTranslation("kit");
  return (
    <div className={`${styles.state} ${styles.late} ${compact ? styles.compact : ""}`} role="status">
      <Loader size="sm" type="dots" color="var(--ink-soft)" />
      <span className="unseen">{t("loading")}</span>
    </div>
  );
}

/** An error in the server's words, with a button to try again. */
export function Failed({ error, retry, compact }: { error: unknown; retry?: () => void; compact?: boolean }) {
  const { t } = useTranslation("kit");
  const away = error instanceof ApiError && error.status === 0;
  const missing = error instanceof ApiError && error.status === 404;
  const barred = error instanceof ApiError && error.status === 403;
  return (
    <div role="alert">
      <Empty
        icon={away ? "offline" : barred ? "keys" : "warning"}
        title={away ? t("offline_title") : barred ? t("not_allowed_title") : t(missing ? "missing_title" : "failed")}
        text={away ? t("offline_text") : error instanceof Error ? error.message : null}
        compact={compact}
        action={
          retry && !barred && !missing ? (
            <Button variant="default" size="xs" onClick={retry}>
              {t("retry")}
            </Button>
          ) : null
        }
      />
    </div>
  );
}

/** Shows a query: its loading state, its error or its data. `const rules = useQuery(…); <Shown of={rules}>{(data) => …}</Shown>` */
export function Shown<T>({
  of,
  children,
  compact,
}: {
  of: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  children: (data: T) => ReactNode;
  compact?: boolean;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Failed error={of.error} retry={() => void of.refetch()} compact={compact} />;
  return <Loading compact={compact} />;
}

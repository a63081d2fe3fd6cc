// On a conversation's panel: the open incidents that concern the contact.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import styles from "./incidents.module.css";
import { Settle } from "./Line.tsx";
import { textsOf } from "./texts.ts";

export function IncidentNotice({ conversation }: { conversation: number }) {
  const { t } = useTranslation("incidents");
  const query = { conversation, open: "true" as const, limit: 10 };
  const { data, isPlaceholderData } = useQuery(read("/api/incidents", { query }));
  const open = isPlaceholderData ? [] : (data?.incidents ?? []);
  if (open.length === 0) return null;
  return (
    <section className={styles.notice} aria-labelledby="incident-notice">
      <h3 id="incident-notice">
        <Icon name="warning" size={16} /> {t("notice", { count: open.length })}
      </h3>
      <ul>
        {open.map((one) => {
          const { title, todo } = textsOf(one.kind);
          return (
            <li key={one.id}>
              <span title={todo ?? undefined}>{title}</span>
              <Settle of={one} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

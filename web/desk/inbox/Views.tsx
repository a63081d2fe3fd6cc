// The views of the list, each with its number of conversations.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { count } from "../../kit/format.ts";
import { type View, views } from "./data.ts";
import styles from "./list.module.css";

export function Views({ view, choose }: { view: View; choose(view: View): void }) {
  const { t } = useTranslation("inbox");
  const { data } = useQuery(read("/api/inbox/counts"));
  // No counts for the views of the bot and of done conversations, since nobody works through those.
  const counts: Partial<Record<View, number | undefined>> = {
    ...{ waiting: data?.waiting, mine: data?.mine, unassigned: data?.unassigned, snoozed: data?.snoozed },
  };
  return (
    <fieldset className={styles.views} aria-label={t("filters")}>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          className={one === view ? styles.viewOn : styles.view}
          aria-pressed={one === view}
          onClick={() => choose(one)}
        >
          {t(`view_${one}`)}
          {counts[one] ? (
            <span className={styles.viewCount}>
              {counts[one]! >= (data?.cap ?? 1_000) ? `${count(counts[one]!)}+` : count(counts[one]!)}
            </span>
          ) : null}
        </button>
      ))}
    </fieldset>
  );
}

// The audit log: who did what, and when, with what was before and after.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { pages } from "../../api/query.ts";
import { dayOf, time } from "../../kit/format.ts";
import { Page, Sheet } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./audit.module.css";
import { EntryLine } from "./EntryLine.tsx";
import { Filters, queryOf } from "./Filters.tsx";

export default function AuditPage() {
  const { t } = useTranslation(["audit", "kit"]);
  const [search] = useAddress();
  const list = useInfiniteQuery(pages("/api/audit", { query: queryOf(search) }));
  const proof = list.data?.pages[0]?.proof;
  const total = list.data?.pages[0]?.count;
  return (
    <Page title={t("title")} note={total === undefined ? null : t("count", { count: total })}>
      <Filters />
      {proof ? (
        <p className="quiet" title={proof.result}>
          {t("proof", { at: time(proof.at), result: proof.result })}
        </p>
      ) : null}
      <Shown of={list}>
        {({ pages: all }) => {
          const entries = all.flatMap((page) => page.entries);
          if (entries.length === 0) return <Empty icon="audit" title={t("empty")} text={t("empty_text")} />;
          const days = Map.groupBy(entries, (entry) => dayOf(entry.at));
          return (
            <>
              {[...days].map(([day, those]) => (
                <section key={day} className={styles.day}>
                  <h2>{time(those[0]!.at, "weekday")}</h2>
                  <Sheet flush>
                    <ul className={styles.entries}>
                      {those.map((entry) => (
                        <EntryLine key={entry.id} entry={entry} />
                      ))}
                    </ul>
                  </Sheet>
                </section>
              ))}
              <div className={styles.foot}>
                {list.hasNextPage ? (
                  <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {t("kit:load_more")}
                  </Button>
                ) : (
                  <span className="quiet">{t("kit:loaded_all")}</span>
                )}
              </div>
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

// The audit log page: who did what and when, with the values before and after.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { pages } from "../../api/query.ts";
import { count, time } from "../../kit/format.ts";
import { useAddress } from "../../kit/search.ts";
import { Empty } from "../../kit/states.tsx";
import { TablePage } from "../../kit/table/TablePage.tsx";
import { useTableView } from "../../kit/table/view.ts";
import styles from "./audit.module.css";
import { Brief, useColumns } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import type { Entry } from "./entry.ts";
import { Filters, queryOf } from "./Filters.tsx";

export default function AuditPage() {
  const { t } = useTranslation("audit");
  const [address, change] = useAddress();
  const view = useTableView<Entry>("audit", useColumns(), { by: "at", order: "desc" });
  const list = useInfiniteQuery(pages("/api/audit", { query: queryOf(address) }));
  const first = list.data?.pages[0];
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const open = entries.find(({ id }) => String(id) === address.entry) ?? null;
  const show = (entry: string | undefined) => change({ entry }, { push: entry !== undefined });
  return (
    <TablePage<Entry>
      title={t("title")}
      note={first ? t("count", { count: first.count, total: count(first.count) }) : null}
      filters={<Filters />}
      above={
        first?.proof ? (
          <p className={styles.proof} title={first.proof.result}>
            {t("proof", { at: time(first.proof.at), result: first.proof.result })}
          </p>
        ) : null
      }
      view={view}
      rows={entries}
      list={list}
      onRow={({ id }) => show(String(id))}
      openRow={open?.id ?? null}
      brief={(row) => <Brief of={row} />}
      empty={<Empty icon="audit" title={t("empty")} text={t("empty_text")} />}
      detail={open ? <Detail key={open.id} of={open} close={() => show(undefined)} /> : null}
    />
  );
}

// The table of all messages: searched, filtered, sorted, exported; a row opens its message at the side.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, pages } from "../../api/query.ts";
import { fetched } from "../../kit/fetched.ts";
import { count, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useLive } from "../../kit/live.ts";
import { Page } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty } from "../../kit/states.tsx";
import { ColumnChooser } from "../../kit/table/ColumnChooser.tsx";
import { DataTable } from "../../kit/table/DataTable.tsx";
import { SortedNewest } from "../../kit/table/SortedNewest.tsx";
import { useTableView } from "../../kit/table/view.ts";
import { Bulk } from "./Bulk.tsx";
import { Brief, useColumns, whoOf } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import { Drill } from "./Drill.tsx";
import { Filters } from "./Filters.tsx";
import styles from "./messages.module.css";
import { type Asked, isFiltered, queryOf, type Row } from "./query.ts";

const ExportDialog = lazy(() => fetched(() => import("./ExportDialog.tsx")));

export default function MessagesPage() {
  const { t } = useTranslation(["messages", "kit"]);
  const can = useCan();
  const [address, change] = useAddress();
  const view = useTableView<Row>("messages", useColumns(), { by: "timestamp", order: "desc" });
  const filter = queryOf(address);
  const asked: Asked = { ...filter, sort: view.sort.by as NonNullable<Asked["sort"]>, order: view.sort.order };
  const list = useInfiniteQuery(pages("/api/table/messages", { query: { ...asked, limit: size } }));
  const rows = list.data?.pages.flatMap((page) => page.messages) ?? [];
  const first = list.data?.pages[0];
  const lookedTo = list.data?.pages.at(-1)?.looked_back_to;
  const searchedTo = lookedTo ? t("searched_to", { at: time(lookedTo) }) : undefined;
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [everything, setEverything] = useState(false);
  const [exporting, setExporting] = useState(false);
  const news = useNews(list.data?.pages.length ?? 0);
  const clear = () => {
    setChosen([]);
    setEverything(false);
  };
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen was chosen among what matched.
  useEffect(clear, [key]);
  const open = address.message && /^\d{1,15}$/.test(address.message) ? Number(address.message) : null;
  const show = (id: number | null) => change({ message: id === null ? undefined : String(id) }, { push: id !== null });
  const total = totalOf(first, rows.length, list.hasNextPage, t);
  const picked = new Set(chosen);
  const chosenRows = rows.filter(({ id }) => picked.has(id));
  const filtered = isFiltered(address);
  return (
    <Page
      title={t("title")}
      note={total}
      actions={
        <>
          {news.waiting ? (
            <Button variant="light" leftSection={<Icon name="refresh" size={16} />} onClick={news.show}>
              {t("refresh")}
            </Button>
          ) : null}
          <span className={styles.chooser}>
            <ColumnChooser view={view} />
          </span>
          {can("agent") ? (
            <Button
              variant="default"
              leftSection={<Icon name="download" size={16} />}
              disabled={!first || first.count === 0}
              onClick={() => setExporting(true)}
            >
              {t("export")}
            </Button>
          ) : null}
        </>
      }
      wide
      fill
    >
      <div className={styles.split}>
        <div className={styles.main}>
          <Filters />
          <Drill />
          <SortedNewest of={list.isPlaceholderData ? null : first?.sorted_newest} />
          {chosenRows.length > 0 && first && total !== null ? (
            <Bulk
              chosen={chosenRows}
              everything={everything}
              matching={first}
              total={total}
              filter={filter}
              setEverything={setEverything}
              clear={clear}
            />
          ) : null}
          <DataTable<Row>
            view={view}
            rows={rows}
            more={list}
            searchedTo={searchedTo}
            end={first?.sorted_newest ? t("kit:sorted_newest_end") : undefined}
            onRow={(row) => show(row.id)}
            openRow={open}
            brief={(row) => <Brief of={row} />}
            {...(can("agent")
              ? {
                  selected: chosenRows,
                  onSelect: (some: Row[]) => {
                    setChosen(some.map(({ id }) => id));
                    setEverything(false);
                  },
                  rowName: (row: Row) => `${whoOf(row)}, ${time(row.timestamp)}`,
                }
              : {})}
            empty={
              searchedTo ? (
                <Empty
                  icon="messages"
                  title={t("none_so_far")}
                  text={searchedTo}
                  action={
                    <Button
                      variant="default"
                      loading={list.isFetchingNextPage}
                      onClick={() => void list.fetchNextPage()}
                    >
                      {t("kit:search_further")}
                    </Button>
                  }
                />
              ) : first?.sorted_newest === 0 ? (
                <Empty
                  icon="messages"
                  title={t("none_sorted")}
                  text={t("none_sorted_text")}
                  action={
                    <Button variant="default" onClick={() => view.setSort({ by: "timestamp", order: "desc" })}>
                      {t("sort_by_time")}
                    </Button>
                  }
                />
              ) : (
                <Empty
                  icon="messages"
                  title={t(filtered ? "none_found" : "none")}
                  text={t(filtered ? "none_found_text" : "none_text")}
                />
              )
            }
          />
        </div>
        {open === null ? null : <Detail key={open} id={open} close={() => show(null)} />}
      </div>
      {exporting ? (
        <Suspense>
          <ExportDialog asked={asked} total={total ?? ""} onClose={() => setExporting(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}

/** How many match: as far as they were counted, or as many as there are once all are loaded. */
function totalOf(first: FirstPage | undefined, loaded: number, hasMore: boolean, t: TFunction<["messages", "kit"]>) {
  if (!first) return null;
  if (!first.count_is_capped) return count(first.count);
  if (!hasMore && first.sorted_newest === null) return count(loaded);
  const least = Math.max(first.count, loaded);
  return least === 0 ? "" : t("more_than", { n: count(least) });
}

type FirstPage = Pick<Brought<"/api/table/messages">, "count" | "count_is_capped" | "sorted_newest">;

/** Rows a page. */
const size = 60;

/** How often the first page is read again while messages come, in ms. */
const pause = 3_000;

/** The first page follows what happens; once more is loaded, rows do not move under one's hands: a button tells of news. */
function useNews(loaded: number): { waiting: boolean; show(): void } {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const many = useRef(false);
  useEffect(() => {
    many.current = loaded > 1;
  });
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  const show = () => {
    setWaiting(false);
    void queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/api/table/messages"),
    });
  };
  useLive(({ type }) => {
    if (type !== "inbox.changed") return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      if (many.current) setWaiting(true);
      else show();
      void queries.invalidateQueries({ queryKey: ["/api/whatsapp/messages/{id}"] });
    }, pause);
  });
  return { waiting, show };
}

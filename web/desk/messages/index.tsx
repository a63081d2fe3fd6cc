// The table of all messages: searched, filtered, sorted, exported; a row opens its message at the side.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { lazy, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, pages } from "../../api/query.ts";
import { fetched } from "../../kit/fetched.ts";
import { count, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useLive } from "../../kit/live.ts";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty } from "../../kit/states.tsx";
import { ExportButton } from "../../kit/table/ExportButton.tsx";
import { useSelection } from "../../kit/table/selection.ts";
import { TablePage } from "../../kit/table/TablePage.tsx";
import { useTableView } from "../../kit/table/view.ts";
import { Bulk } from "./Bulk.tsx";
import { Brief, useColumns, whoOf } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import { Drill } from "./Drill.tsx";
import { Filters } from "./Filters.tsx";
import { isFiltered, queryOf, type Row, type TableQuery } from "./query.ts";

const ExportDialog = lazy(() => fetched(() => import("./ExportDialog.tsx")));

export default function MessagesPage() {
  const { t } = useTranslation("messages");
  const can = useCan();
  const [address, change] = useAddress();
  const view = useTableView<Row>("messages", useColumns(), { by: "timestamp", order: "desc" });
  const filter = queryOf(address);
  const query: TableQuery = {
    ...filter,
    sort: view.sort.by as NonNullable<TableQuery["sort"]>,
    order: view.sort.order,
  };
  const { list, rows, first, searchedTo, total } = useMessages(query);
  const selection = useSelection(rows, filter);
  const open = address.message && /^\d{1,15}$/.test(address.message) ? Number(address.message) : null;
  const show = (id: number | null) => change({ message: id === null ? undefined : String(id) }, { push: id !== null });
  return (
    <TablePage<Row>
      title={t("title")}
      note={total}
      firstActions={<NewMessages loaded={list.data?.pages.length ?? 0} />}
      actions={
        <ExportButton disabled={!first || first.count === 0}>
          {(close) => <ExportDialog query={query} total={total ?? ""} onClose={close} />}
        </ExportButton>
      }
      filters={
        <>
          <Filters />
          <Drill />
        </>
      }
      sortedNewest={first?.sorted_newest}
      above={
        selection.rows.length > 0 && first && total !== null ? (
          <Bulk selection={selection} matching={first.count} total={total} filter={filter} />
        ) : null
      }
      view={view}
      rows={rows}
      list={list}
      searchedTo={searchedTo}
      onRow={(row) => show(row.id)}
      openRow={open}
      brief={(row) => <Brief of={row} />}
      selection={can("agent") ? selection : undefined}
      rowName={(row) => `${whoOf(row)}, ${time(row.timestamp)}`}
      empty={
        <NoMessages
          list={list}
          searchedTo={searchedTo}
          isSortRefused={first?.sorted_newest === 0}
          sortByTime={() => view.setSort({ by: "timestamp", order: "desc" })}
        />
      }
      detail={open === null ? null : <Detail key={open} id={open} close={() => show(null)} />}
    />
  );
}

/** The messages that match as far as they are loaded, how many there are, and how far back was searched. */
function useMessages(query: TableQuery) {
  const { t } = useTranslation("messages");
  const list = useInfiniteQuery(pages("/api/table/messages", { query: { ...query, limit: PAGE_SIZE } }));
  const rows = list.data?.pages.flatMap((page) => page.messages) ?? [];
  const first = list.data?.pages[0];
  const lookedTo = list.data?.pages.at(-1)?.looked_back_to;
  const searchedTo = lookedTo ? t("searched_to", { at: time(lookedTo) }) : undefined;
  return { list, rows, first, searchedTo, total: totalOf(first, rows.length, list.hasNextPage, t) };
}

type EmptyProps = {
  list: { isFetchingNextPage: boolean; fetchNextPage(): unknown };
  searchedTo: string | undefined;
  /** So many match that they are not sorted in the order that was asked for. */
  isSortRefused: boolean;
  sortByTime(): void;
};

/** Why there is nothing to see, and what helps. */
function NoMessages({ list, searchedTo, isSortRefused, sortByTime }: EmptyProps) {
  const { t } = useTranslation(["messages", "table"]);
  const [address] = useAddress();
  if (searchedTo)
    return (
      <Empty
        icon="messages"
        title={t("none_so_far")}
        text={searchedTo}
        action={
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("table:search_further")}
          </Button>
        }
      />
    );
  if (isSortRefused)
    return (
      <Empty
        icon="messages"
        title={t("none_sorted")}
        text={t("none_sorted_text")}
        action={
          <Button variant="default" onClick={sortByTime}>
            {t("sort_by_time")}
          </Button>
        }
      />
    );
  const filtered = isFiltered(address);
  return (
    <Empty
      icon="messages"
      title={t(filtered ? "none_found" : "none")}
      text={t(filtered ? "none_found_text" : "none_text")}
    />
  );
}

/** How many match: as far as they were counted, or as many as there are once all are loaded. */
function totalOf(first: FirstPage | undefined, loaded: number, hasMore: boolean, t: TFunction<"messages">) {
  if (!first) return null;
  if (!first.count_is_capped) return count(first.count);
  if (!hasMore && first.sorted_newest === null) return count(loaded);
  const least = Math.max(first.count, loaded);
  return least === 0 ? "" : t("more_than", { n: count(least) });
}

type FirstPage = Pick<Brought<"/api/table/messages">, "count" | "count_is_capped" | "sorted_newest">;

/** Rows a page. */
const PAGE_SIZE = 60;

/** How often the first page is read again while messages come, in ms. */
const REFRESH_INTERVAL_MS = 3_000;

/** The button that shows what came meanwhile. `loaded`: so many pages are. */
function NewMessages({ loaded }: { loaded: number }) {
  const { t } = useTranslation("messages");
  const updates = useUpdates(loaded);
  return updates.waiting ? (
    <Button variant="light" leftSection={<Icon name="refresh" size={16} />} onClick={updates.show}>
      {t("refresh")}
    </Button>
  ) : null;
}

/** The first page follows what happens. Once more pages are loaded, rows do not move while one reads them: a button shows the new ones. */
function useUpdates(loaded: number): { waiting: boolean; show(): void } {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const isPaged = useRef(false);
  useEffect(() => {
    isPaged.current = loaded > 1;
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
      if (isPaged.current) setWaiting(true);
      else show();
      void queries.invalidateQueries({ queryKey: ["/api/whatsapp/messages/{id}"] });
    }, REFRESH_INTERVAL_MS);
  });
  return { waiting, show };
}

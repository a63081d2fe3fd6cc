// The table of bookings: sorted, filtered, stepped through by date, exported; a row opens its booking at the side, chosen ones are cancelled.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { fetched } from "../../../kit/fetched.ts";
import { count, time } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty } from "../../../kit/states.tsx";
import { ColumnChooser } from "../../../kit/table/ColumnChooser.tsx";
import { DataTable } from "../../../kit/table/DataTable.tsx";
import { SortedNewest } from "../../../kit/table/SortedNewest.tsx";
import { useTableView } from "../../../kit/table/view.ts";
import styles from "../parking.module.css";
import { ParkingTabs } from "../tabs.tsx";
import { Bulk } from "./Bulk.tsx";
import own from "./bookings.module.css";
import { Brief, useColumns, whoOf } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import { Drill } from "./Drill.tsx";
import { Filters } from "./Filters.tsx";
import { type Asked, isFiltered, queryOf, type Row } from "./query.ts";

const ExportDialog = lazy(() => fetched(() => import("./ExportDialog.tsx")));

export default function BookingsPage() {
  const { t } = useTranslation(["parking", "kit"]);
  const { bookingId } = useParams({ strict: false }) as { bookingId?: string };
  const [address] = useAddress();
  const can = useCan();
  const navigate = useNavigate();
  const view = useTableView<Row>("bookings", useColumns(), { by: "reserved_at", order: "desc" });
  const filter = queryOf(address);
  const asked: Asked = { ...filter, sort: view.sort.by as NonNullable<Asked["sort"]>, order: view.sort.order };
  const list = useInfiniteQuery(pages("/api/table/bookings", { query: { ...asked, limit: 60 } }));
  const rows = list.data?.pages.flatMap((page) => page.bookings) ?? [];
  const first = list.data?.pages[0];
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [everything, setEverything] = useState(false);
  const [exporting, setExporting] = useState(false);
  const clear = () => {
    setChosen([]);
    setEverything(false);
  };
  const key = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen was chosen among what matched.
  useEffect(clear, [key]);
  const picked = new Set(chosen);
  const chosenRows = rows.filter(({ id }) => picked.has(id));
  const open = bookingId && /^\d+$/.test(bookingId) ? Number(bookingId) : null;
  const show = (id: number | null) =>
    void navigate(
      id === null
        ? { to: "/parking/bookings", search: (before) => before }
        : { to: "/parking/bookings/$bookingId", params: { bookingId: String(id) }, search: (before) => before },
    );
  const total = first
    ? first.count_is_capped
      ? t("kit:count_capped", { count: first.count })
      : count(first.count)
    : null;
  return (
    <Page
      title={t("title")}
      note={total === null ? null : t("bookings_count", { total, count: first?.count ?? 0 })}
      actions={
        <>
          <span className={own.chooser}>
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
      tabs={<ParkingTabs />}
      wide
      fill
    >
      <div className={styles.split}>
        <div className={styles.main}>
          <Filters />
          <Drill />
          <SortedNewest of={list.isPlaceholderData ? null : first?.sorted_newest} />
          <Bulk
            chosen={chosenRows}
            matching={first?.count ?? 0}
            total={total ?? ""}
            filter={filter}
            everything={everything}
            setEverything={setEverything}
            clear={clear}
          />
          <DataTable<Row>
            view={view}
            rows={rows}
            more={list}
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
                  rowName: (row: Row) => `${row.spot}, ${whoOf(row)}, ${time(row.reserved_at)}`,
                }
              : {})}
            empty={
              <Empty
                icon="car"
                title={t(isFiltered(address) ? "bookings_none_found" : "bookings_none")}
                text={t(isFiltered(address) ? "bookings_none_found_text" : "bookings_none_text")}
              />
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

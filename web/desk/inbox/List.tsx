// The list of conversations: views, filters, search, and rows that are only drawn where one looks.
import { ActionIcon, CloseButton, Menu, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { count, phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { useAddress } from "../../kit/search.ts";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import {
  detailQuery,
  type Filters,
  listQuery,
  onlyWaits,
  type Row,
  threadQuery,
  useLiveList,
  type View,
  views,
} from "./data.ts";
import layout from "./inbox.module.css";
import { ListRow } from "./ListRow.tsx";
import styles from "./list.module.css";

const sorts = ["newest", "longest"] as const;

const oneOf = <T extends string>(value: string | undefined, all: readonly T[], otherwise = all[0]!): T =>
  all.find((one) => one === value) ?? otherwise;

/** The list. `open` opens a conversation, at a message that was searched for. */
export function List({ openId, open }: { openId: number | null; open(id: number, at?: number): void }) {
  const { t } = useTranslation(["inbox", "kit"]);
  const [address, change] = useAddress();
  const [typed, type, q] = useSearchWords(address.q ?? "", (next) => change({ q: next }));
  const searchBox = useRef<HTMLInputElement>(null);
  // Who searches looks for what is done as well.
  const resting = q === "" ? "waiting" : "all";
  const number = (text: string | undefined) => (/^[1-9]\d{0,8}$/.test(text ?? "") ? text! : "");
  const filters: Filters = {
    view: oneOf(address.view, views, resting),
    sort: oneOf(address.sort, sorts),
    q,
    channel: number(address.channel),
    label: number(address.label),
  };
  const list = useInfiniteQuery(listQuery(filters));
  useLiveList(filters);
  const rows = list.data?.pages.flatMap((page) => page.conversations) ?? [];
  const first = rows[0];
  // Enter opens what was found for the words that stand there, and waits for it.
  const [wanted, want] = useState<string | null>(null);
  const isFound = wanted !== null && wanted === q && list.data !== undefined && !list.isPlaceholderData;
  useEffect(() => {
    if (!isFound) return;
    want(null);
    if (first) open(first.id, first.hit?.message_id);
  }, [isFound, first, open]);
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === openId);
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) open(next.id);
  };
  useKeys(t("keys_inbox"), [
    { keys: "j", label: t("key_next"), run: () => step(1) },
    { keys: "k", label: t("key_previous"), run: () => step(-1) },
    { keys: "/", label: t("key_search"), run: () => searchBox.current?.focus() },
  ]);
  const filtered = q !== "" || filters.channel !== "" || filters.label !== "";
  const clear = () => {
    type("");
    change({ channel: undefined, label: undefined });
  };
  return (
    <section className={layout.list} aria-label={t("conversations")}>
      <header className={styles.listHead}>
        <div className={styles.searchLine}>
          <TextInput
            ref={searchBox}
            className={styles.search}
            placeholder={t("search")}
            aria-label={t("search")}
            value={typed}
            onChange={(event) => {
              want(null);
              type(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
              if (event.key === "Enter") want(typed.trim());
            }}
            leftSection={<Icon name="search" size={16} />}
            rightSection={
              typed === "" ? null : <CloseButton size="sm" aria-label={t("clear_search")} onClick={() => type("")} />
            }
          />
          <FilterMenu filters={filters} change={change} />
        </div>
        <Views view={filters.view} choose={(view) => change({ view: view === resting ? undefined : view })} />
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError && rows.length === 0 ? <Failed error={list.error} retry={() => void list.refetch()} /> : null}
      {list.data && rows.length === 0 ? (
        <Empty
          title={t(filtered ? "empty_filtered_title" : emptyOf(filters.view, "title"))}
          text={t(filtered ? "empty_filtered_text" : emptyOf(filters.view, "text"))}
          action={
            filtered ? (
              <button type="button" className={styles.link} onClick={clear}>
                {t("clear_filters")}
              </button>
            ) : null
          }
        />
      ) : null}
      <Rows
        rows={rows}
        openId={openId}
        q={q}
        open={open}
        more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null}
      />
    </section>
  );
}

/** What is said of a list with nothing in it. */
const emptyOf = <Part extends "title" | "text">(view: View, part: Part) =>
  `empty_${view === "all" ? "all" : onlyWaits(view) || view === "mine" ? "waiting" : "other"}_${part}` as const;

/** What is searched for: as typed, and as settled, which the address keeps. Another address brings other words. */
function useSearchWords(kept: string, keep: (q: string) => void): [string, (text: string) => void, string] {
  const [typed, type] = useState(kept);
  const [q] = useDebouncedValue(typed.trim(), 200);
  const told = useRef(kept);
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  useEffect(() => {
    if (q === told.current) return;
    told.current = q;
    latest.current(q);
  }, [q]);
  useEffect(() => {
    if (kept === told.current) return;
    told.current = kept;
    type(kept);
  }, [kept]);
  return [typed, type, q];
}

function Views({ view, choose }: { view: Filters["view"]; choose(view: Filters["view"]): void }) {
  const { t } = useTranslation("inbox");
  const { data } = useQuery(read("/api/inbox/counts"));
  // Those with the bot and those that are done are not there to be worked off.
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

type MenuGiven = {
  filters: Filters;
  change(some: Record<string, string | undefined>): void;
};

function FilterMenu({ filters, change }: MenuGiven) {
  const { t } = useTranslation("inbox");
  const labels = useQuery(read("/api/inbox/labels"));
  const health = useQuery(read("/api/health/delivery"));
  const on = (filters.sort === "longest" && onlyWaits(filters.view)) || filters.channel !== "" || filters.label !== "";
  const item = (key: string, name: string, chosen: boolean, choose: () => void) => (
    <Menu.Item key={key} onClick={choose} rightSection={chosen ? <Icon name="check" size={15} /> : null}>
      {name}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant={on ? "light" : "subtle"} size="lg" aria-label={t("filters")}>
          <Icon name="filter" size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onlyWaits(filters.view) ? (
          <>
            <Menu.Label>{t("order")}</Menu.Label>
            {sorts.map((one) =>
              item(one, t(`order_${one}`), filters.sort === one, () =>
                change({ sort: one === "newest" ? undefined : one }),
              ),
            )}
          </>
        ) : null}
        <Menu.Label>{t("filter_channel")}</Menu.Label>
        {item("any-channel", t("any_channel"), filters.channel === "", () => change({ channel: undefined }))}
        {health.data?.channels.map((one) =>
          item(`channel ${one.id}`, channelName(one), filters.channel === String(one.id), () =>
            change({ channel: String(one.id) }),
          ),
        )}
        {labels.data && labels.data.labels.length > 0 ? <Menu.Label>{t("filter_label")}</Menu.Label> : null}
        {labels.data && labels.data.labels.length > 0
          ? item("any-label", t("any_label"), filters.label === "", () => change({ label: undefined }))
          : null}
        {labels.data?.labels.map((one) =>
          item(`label ${one.id}`, one.name, filters.label === String(one.id), () => change({ label: String(one.id) })),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const channelName = ({ provider, number }: { provider: string; number: string | null }): string =>
  `${provider === "meta" ? "Meta" : "Twilio"}${number ? ` ${phone(number)}` : ""}`;

type RowsGiven = {
  rows: readonly Row[];
  openId: number | null;
  /** What was searched for. */
  q: string;
  open(id: number, at?: number): void;
  more: (() => void) | null;
};

/** Height of a row, in pixels; one with labels or a search hit has a line more and is measured. */
const rowHeight = 70;

function Rows({ rows, openId, q, open, more }: RowsGiven) {
  const queries = useQueryClient();
  // What a finger or the mouse is pressed on is read before it is let go.
  const expect = (id: number) => {
    void queries.prefetchQuery(threadQuery(id, queries));
    void queries.prefetchQuery(detailQuery(id));
  };
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 10 && rows.length > 0) more();
  }, [last, rows.length, more]);
  // The one that is open stays in sight while one walks through the list.
  const at = rows.findIndex((row) => row.id === openId);
  const walked = useRef(openId);
  useEffect(() => {
    if (walked.current !== openId && at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    walked.current = openId;
  }, [openId, at, virtual]);
  return (
    <div ref={scroller} className={styles.rows}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index]!;
          return (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ListRow
                row={row}
                isOpen={row.id === openId}
                q={q}
                open={() => open(row.id, row.hit?.message_id)}
                expect={() => expect(row.id)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

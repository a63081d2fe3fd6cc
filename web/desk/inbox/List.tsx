// The list of conversations: views, filters, search, and the rows.
import { CloseButton, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty, Failed, Loading } from "../../kit/states.tsx";
import { ConversationRows } from "./ConversationRows.tsx";
import { type Filters, listQuery, onlyWaits, type Row, sorts, type View, views } from "./data.ts";
import { FilterMenu } from "./FilterMenu.tsx";
import layout from "./inbox.module.css";
import styles from "./list.module.css";
import { useLiveList } from "./live-list.ts";
import { NewConversationButton } from "./NewConversationButton.tsx";
import { useSearchWords } from "./search-words.ts";
import { Views } from "./Views.tsx";

const oneOf = <T extends string>(value: string | undefined, all: readonly T[], otherwise = all[0]!): T =>
  all.find((one) => one === value) ?? otherwise;

type Props = {
  openId: number | null;
  /** Opens a conversation, at a message that was found by a search. */
  open(id: number, at?: number): void;
};

export function List({ openId, open }: Props) {
  const { t } = useTranslation("inbox");
  const can = useCan();
  const [address, change] = useAddress();
  const [typed, type, q] = useSearchWords(address.q ?? "", (next) => change({ q: next }));
  const searchBox = useRef<HTMLInputElement>(null);
  // A search includes conversations that are done.
  const defaultView = q === "" ? "waiting" : "all";
  const number = (text: string | undefined) => (/^[1-9]\d{0,8}$/.test(text ?? "") ? text! : "");
  const filters: Filters = {
    view: oneOf(address.view, views, defaultView),
    sort: oneOf(address.sort, sorts),
    q,
    channel: number(address.channel),
    label: number(address.label),
    calls: address.calls === "missed" ? ("missed" as const) : ("" as const),
    came_by: address.came_by === "ad" ? "ad" : "",
  };
  const list = useInfiniteQuery(listQuery(filters));
  useLiveList(filters);
  const rows = list.data?.pages.flatMap((page) => page.conversations) ?? [];
  const isCurrent = list.data !== undefined && !list.isPlaceholderData;
  const openFirst = useOpenFirst({ q, isCurrent, first: rows[0], open });
  useListKeys({ rows, openId, open, search: () => searchBox.current?.focus() });
  const clear = () => {
    type("");
    change({ channel: undefined, label: undefined, calls: undefined, came_by: undefined });
  };
  return (
    <section className={layout.list} aria-label={t("conversations")}>
      <header className={styles.listHead}>
        <div className={styles.searchLine}>
          <SearchField box={searchBox} typed={typed} type={type} openFirst={openFirst} />
          <FilterMenu filters={filters} change={change} />
          {can("agent") ? <NewConversationButton open={open} /> : null}
        </div>
        <Views view={filters.view} choose={(view) => change({ view: view === defaultView ? undefined : view })} />
      </header>
      {list.isPending ? <Loading /> : null}
      {list.isError && rows.length === 0 ? <Failed error={list.error} retry={() => void list.refetch()} /> : null}
      {list.data && rows.length === 0 ? <NoRows filters={filters} clear={clear} /> : null}
      <ConversationRows
        rows={rows}
        openId={openId}
        q={q}
        open={open}
        more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null}
      />
    </section>
  );
}

type FirstProps = { q: string; isCurrent: boolean; first: Row | undefined; open: Props["open"] };

/** Returns a function that opens the first result of a search text as soon as the list shows that search; null cancels it. */
function useOpenFirst({ q, isCurrent, first, open }: FirstProps): (words: string | null) => void {
  const [wanted, want] = useState<string | null>(null);
  const isFound = wanted !== null && wanted === q && isCurrent;
  useEffect(() => {
    if (!isFound) return;
    want(null);
    if (first) open(first.id, first.hit?.message_id);
  }, [isFound, first, open]);
  return want;
}

type KeysProps = Props & { rows: readonly Row[]; search(): void };

function useListKeys({ rows, openId, open, search }: KeysProps): void {
  const { t } = useTranslation("inbox");
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === openId);
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) open(next.id);
  };
  useKeys(t("keys_inbox"), [
    { keys: "j", label: t("key_next"), run: () => step(1) },
    { keys: "k", label: t("key_previous"), run: () => step(-1) },
    { keys: "/", label: t("key_search"), run: search },
  ]);
}

type SearchProps = {
  box: RefObject<HTMLInputElement | null>;
  typed: string;
  type(text: string): void;
  openFirst(words: string | null): void;
};

/** Enter opens the first result. */
function SearchField({ box, typed, type, openFirst }: SearchProps) {
  const { t } = useTranslation("inbox");
  return (
    <TextInput
      ref={box}
      className={styles.search}
      placeholder={t("search")}
      aria-label={t("search")}
      value={typed}
      onChange={(event) => {
        openFirst(null);
        type(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Enter") openFirst(typed.trim());
      }}
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        typed === "" ? null : <CloseButton size="sm" aria-label={t("clear_search")} onClick={() => type("")} />
      }
    />
  );
}

function NoRows({ filters: { view, q, channel, label, calls, came_by }, clear }: { filters: Filters; clear(): void }) {
  const { t } = useTranslation("inbox");
  const filtered = q !== "" || channel !== "" || label !== "" || calls !== "" || came_by !== "";
  return (
    <Empty
      title={t(filtered ? "empty_filtered_title" : emptyOf(view, "title"))}
      text={t(filtered ? "empty_filtered_text" : emptyOf(view, "text"))}
      action={
        filtered ? (
          <button type="button" className={styles.link} onClick={clear}>
            {t("clear_filters")}
          </button>
        ) : null
      }
    />
  );
}

/** The text of an empty list. */
const emptyOf = <Part extends "title" | "text">(view: View, part: Part) =>
  `empty_${view === "all" ? "all" : onlyWaits(view) || view === "mine" ? "waiting" : "other"}_${part}` as const;

// The rows of the list; only visible ones are rendered.
import { useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { detailQuery, type Row } from "./data.ts";
import { ListRow } from "./ListRow.tsx";
import styles from "./list.module.css";
import { threadQuery } from "./thread-data.ts";

type Props = {
  rows: readonly Row[];
  openId: number | null;
  /** The search text. */
  q: string;
  open(id: number, at?: number): void;
  more: (() => void) | null;
};

/** Height of a row in pixels; a row with labels or a search result has another line and is measured. */
const ROW_HEIGHT_PX = 70;

export function ConversationRows({ rows, openId, q, open, more }: Props) {
  const queries = useQueryClient();
  // Loads a conversation on press, before the click is complete.
  const prefetch = (id: number) => {
    void queries.prefetchQuery(threadQuery(id, queries));
    void queries.prefetchQuery(detailQuery(id));
  };
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 10 && rows.length > 0) more();
  }, [last, rows.length, more]);
  // Keeps the open conversation visible while the user moves through the list by keyboard.
  const at = rows.findIndex((row) => row.id === openId);
  const lastOpen = useRef(openId);
  useEffect(() => {
    if (lastOpen.current !== openId && at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    lastOpen.current = openId;
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
                prefetch={() => prefetch(row.id)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

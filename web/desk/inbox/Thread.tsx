// The thread: entries under date headings, newest at the bottom. Older entries are loaded when the user scrolls up to them. The box is laid out from
// its end (column-reverse), so that adding entries above or below does not move what the user reads.
import { Button, Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayOf, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Bubble, PendingBubble } from "./Bubble.tsx";
import type { Entry, Message } from "./data.ts";
import { NoteCard } from "./NoteCard.tsx";
import { type MessageActions, notInThread, type Sending } from "./sending.ts";
import styles from "./thread.module.css";
import { type Thread as Loaded, threadActions } from "./thread-data.ts";

type Props = {
  id: number;
  thread: Loaded;
  /** The message to scroll to. */
  sought: number | null;
  name: string;
  onQuote: ((message: Message) => void) | null;
  sending: Sending;
};

type Hour = { hour: string; entries: Entry[]; before: Entry | undefined };
type Day = { day: string; at: string; hours: Hour[] };

/** The date of each minute, cached: computing it for thousands of entries on each render is slow. */
const known = new Map<string, string>();

function dayAt(at: string): string {
  const minute = at.slice(0, 16);
  const day = known.get(minute) ?? dayOf(at);
  if (known.size > 50_000) known.clear();
  known.set(minute, day);
  return day;
}

/** Entries grouped by day and hour in the viewer's time zone. Loading older entries does not change the later groups. */
function daysOf(entries: readonly Entry[]): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const hour = entry.at.slice(0, 13);
    const name = dayAt(entry.at);
    if (days.at(-1)?.day !== name) days.push({ day: name, at: entry.at, hours: [] });
    const { hours } = days.at(-1)!;
    if (hours.at(-1)?.hour !== hour) hours.push({ hour, entries: [], before: hours.at(-1)?.entries.at(-1) });
    hours.at(-1)!.entries.push(entry);
  }
  return days;
}

export function Thread({ id, thread: latest, sought, name, onQuote, sending }: Props) {
  const { t } = useTranslation("inbox");
  // Deferred, so that rendering an added page does not block the interface.
  const thread = useDeferredValue(latest);
  const actions = threadActions(id, useQueryClient());
  const [away, setAway] = useState(false);
  const top = useSight(() => actions.older(), thread.before);
  const bottom = useSight(() => actions.newer(), thread.atEnd ? null : thread.after);
  const days = useMemo(() => daysOf(thread.entries), [thread.entries]);
  const fresh = useNews(thread.entries.at(-1), away);
  const scroller = useScroller(thread.entries, sought, sending.pending.length);
  const toEnd = async () => {
    if (!thread.atEnd) await actions.end();
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <div className={styles.threadBox}>
      <div
        ref={scroller}
        className={styles.thread}
        role="log"
        aria-label={t("conversation_with", { name })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users need the focus here to scroll.
        tabIndex={0}
        onScroll={({ currentTarget }) => setAway(currentTarget.scrollTop < -240)}
      >
        <div className={styles.threadInner}>
          <div ref={top} className={styles.edge}>
            {thread.before ? <Loader size="xs" type="dots" color="var(--ink-soft)" /> : t("beginning")}
          </div>
          {days.map((day) => (
            <DaySection key={day.day} day={day} sought={sought} onQuote={onQuote} actions={sending} conversation={id} />
          ))}
          {thread.atEnd
            ? notInThread(sending.pending, thread.entries).map((one) => (
                <PendingBubble key={one.key} one={one} sending={sending} />
              ))
            : null}
          <div ref={bottom} className={styles.end} />
        </div>
      </div>
      {away || !thread.atEnd ? (
        <Button
          className={styles.toEnd}
          size="xs"
          radius="xl"
          variant={fresh ? "filled" : "default"}
          leftSection={<Icon name="chevronDown" size={15} />}
          onClick={() => void toEnd()}
        >
          {t(fresh ? "new_below" : "newest")}
        </Button>
      ) : null}
    </div>
  );
}

/** The scrolling box: scrolls to the sought message once it is loaded, and to the end when something is sent. */
function useScroller(entries: readonly Entry[], sought: number | null, pending: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const found = sought !== null && entries.some((entry) => entry.kind === "message" && entry.id === sought);
  useEffect(() => {
    if (!found) return;
    const one = scroller.current?.querySelector(`[data-message="${sought}"]`);
    one?.scrollIntoView({ block: "center" });
  }, [found, sought]);
  // Scrolls down to a message that the user just sent.
  useEffect(() => {
    if (pending > 0) scroller.current?.scrollTo({ top: 0 });
  }, [pending]);
  return scroller;
}

type EntriesProps = {
  sought: number | null;
  onQuote: ((message: Message) => void) | null;
  actions: MessageActions;
  conversation: number;
};

function DaySection({ day, ...props }: EntriesProps & { day: Day }) {
  return (
    <section>
      <h3 className={styles.dayMark}>
        <DayName day={day.day} at={day.at} />
      </h3>
      {day.hours.map((hour) => (
        <HourGroup key={hour.hour} hour={hour} {...props} />
      ))}
    </section>
  );
}

function HourGroupPlain({ hour, sought, onQuote, actions, conversation }: EntriesProps & { hour: Hour }) {
  return (
    <div className={styles.hour}>
      {hour.entries.map((entry, index) =>
        entry.kind === "note" ? (
          <NoteCard key={`note ${entry.id}`} note={entry} conversation={conversation} />
        ) : (
          <Bubble
            key={entry.id}
            message={entry}
            joins={joins(index > 0 ? hour.entries[index - 1] : hour.before, entry)}
            sought={entry.id === sought}
            onQuote={onQuote}
            actions={actions}
            conversation={conversation}
          />
        ),
      )}
    </div>
  );
}

/** An hour is rendered again only if one of its entries has changed. */
const HourGroup = memo(HourGroupPlain, (a, b) => {
  const same =
    a.sought === b.sought &&
    a.conversation === b.conversation &&
    a.hour.before === b.hour.before &&
    a.hour.entries.length === b.hour.entries.length;
  return (
    same &&
    (a.onQuote === null) === (b.onQuote === null) &&
    a.hour.entries.every((entry, n) => entry === b.hour.entries[n])
  );
});

/** Whether a message follows one of the same author so closely that the name need not be repeated. */
function joins(before: Entry | undefined, entry: Message): boolean {
  if (before?.kind !== "message" || before.direction !== entry.direction || before.origin !== entry.origin)
    return false;
  if (before.sender?.address !== entry.sender?.address) return false;
  return Date.parse(entry.at) - Date.parse(before.at) < 5 * 60_000;
}

function DayName({ day, at }: { day: string; at: string }) {
  const { t } = useTranslation("inbox");
  const now = new Date();
  if (day === dayOf(now)) return t("today");
  if (day === dayOf(new Date(now.getTime() - 86_400_000))) return t("yesterday");
  return time(at, at.slice(0, 4) === String(now.getFullYear()) ? "weekday" : "date");
}

/** Loads the next page when the edge comes into view. `more`: the cursor of that page, null if there is none. */
function useSight(load: () => Promise<void>, more: string | null) {
  const edge = useRef<HTMLDivElement>(null);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (more === null || !edge.current) return;
    let busy = false;
    const watcher = new IntersectionObserver(
      ([one]) => {
        if (!one?.isIntersecting || busy) return;
        busy = true;
        latest.current().catch(() => {
          busy = false;
        });
      },
      { rootMargin: "600px" },
    );
    watcher.observe(edge.current);
    return () => watcher.disconnect();
  }, [more]);
  return edge;
}

/** Whether a message arrived below while the user was reading further up. */
function useNews(newest: Entry | undefined, away: boolean): boolean {
  const seen = useRef(newest?.id);
  const [fresh, set] = useState(false);
  useEffect(() => {
    if (!away) {
      seen.current = newest?.id;
      set(false);
    } else if (newest && newest.id !== seen.current) set(newest.kind === "message" && newest.direction === "in");
  }, [newest, away]);
  return fresh;
}

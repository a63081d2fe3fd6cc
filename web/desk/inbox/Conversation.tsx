// An open conversation: its head with what can be done, the thread, the reply box, and the details beside it.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { fetched } from "../../kit/fetched.ts";
import { phone, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useTitle } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan, useMe } from "../../kit/session.ts";
import { Failed, Loading } from "../../kit/states.tsx";
import { toast } from "../../kit/toasts.tsx";
import { Composer } from "./Composer.tsx";
import { useConversationKeys } from "./conversation-keys.ts";
import {
  type Change,
  type Detail,
  detailQuery,
  type Entry,
  type Message,
  onSeen,
  threadActs,
  threadQuery,
  useLiveThread,
  type Wanted,
} from "./data.ts";
import { Snooze, Standing } from "./Handling.tsx";
import { Sign } from "./ListRow.tsx";
import { nameOf } from "./people.ts";
import { type Others, usePresence } from "./presence.ts";
import { useSending } from "./sending.ts";
import { Thread } from "./Thread.tsx";
import styles from "./thread.module.css";

// Not seen on a phone, nor by whoever closed it: fetched when it is.
const Panel = lazy(() => fetched(() => import("./Panel.tsx")));

type Given = { id: number; close(): void; open(id: number): void };

/** Whether the details stand beside the thread, as this browser was left. */
const panelSetting = "bellhop.inbox.panel";

/** What a draft answers to, while one is in another conversation. */
const quotes = new Map<number, Message>();

const patch = (id: number, body: Wanted): Promise<Detail> =>
  ok(api.PATCH("/api/inbox/conversations/{id}", { params: { path: { id } }, body }));

export function Conversation({ id, close, open }: Given) {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const can = useCan()("agent");
  const [address] = useAddress();
  const detail = useQuery(detailQuery(id));
  const thread = useQuery(threadQuery(id, queries));
  const sending = useSending(id);
  const [quoted, show] = useState(() => quotes.get(id) ?? null);
  const quote = (message: Message | null) => {
    if (message) quotes.set(id, message);
    else quotes.delete(id);
    show(message);
  };
  const [mode, setMode] = useState<"reply" | "note">("reply");
  const box = useRef<HTMLTextAreaElement>(null);
  const [panel, showPanel] = useState(() => innerWidth > 1180 && localStorage.getItem(panelSetting) !== "off");
  useLiveThread(id);
  useSeen(id, thread.data?.entries);
  const { others, write: typing } = usePresence(id);
  const one = detail.data?.id === id ? detail.data : undefined;
  useTitle(one ? nameOf(one, t) : t("title"));
  const sought = address.at && /^\d+$/.test(address.at) ? Number(address.at) : null;
  const loaded = thread.data !== undefined;
  useEffect(() => {
    if (sought !== null && loaded) threadActs(id, queries).around(sought).catch(toast.failed);
  }, [sought, id, queries, loaded]);

  const change: Change = async (some) => {
    queries.setQueryData(detailQuery(id).queryKey, await patch(id, some));
  };
  const acts = useActs({ id, one, change, can });
  const toggle = () => {
    localStorage.setItem(panelSetting, panel ? "off" : "on");
    showPanel(!panel);
  };
  const write = (next: "reply" | "note") => {
    setMode(next);
    const field = box.current;
    field?.focus();
    // A draft that was kept goes on where it ends.
    field?.setSelectionRange(field.value.length, field.value.length);
  };
  useConversationKeys({
    can,
    run: {
      e: acts.done,
      r: () => write("reply"),
      n: () => write("note"),
      a: acts.assign,
      u: acts.unread,
      b: acts.handBack,
      i: toggle,
      Escape: close,
    },
  });
  const name = one ? nameOf(one, t) : "";
  const answer = (message: Message) => {
    quote(message);
    write("reply");
  };
  return (
    <>
      <section className={styles.conversation} aria-label={one ? t("conversation_with", { name }) : t("title")}>
        <Head one={one} id={id} close={close} panel={panel} toggle={toggle} acts={can ? acts : null} />
        {one ? <Standing one={one} handBack={can ? acts.handBack : null} /> : null}
        {thread.isError && !thread.data ? (
          <div className={styles.between}>
            <Failed error={thread.error} retry={() => void thread.refetch()} />
          </div>
        ) : thread.data ? (
          <Thread
            id={id}
            thread={thread.data}
            sought={sought}
            pending={sending.pending}
            name={name}
            onQuote={can ? answer : null}
            sending={sending}
          />
        ) : (
          <div className={styles.between}>
            <Loading />
          </div>
        )}
        <Company others={others} />
        {thread.isError && !thread.data ? null : (
          <Composer
            id={id}
            one={one}
            box={box}
            mode={mode}
            setMode={setMode}
            quoted={quoted}
            unquote={() => quote(null)}
            sending={sending}
            seen={newestOf(thread.data?.entries)}
            typing={typing}
            can={can}
          />
        )}
      </section>
      {panel && one ? (
        <Suspense>
          <Panel one={one} change={change} can={can} close={toggle} open={open} />
        </Suspense>
      ) : null}
    </>
  );
}

type Acts = { done(): void; handBack(): void; snooze(until: Date): void; assign(): void; unread(): void };

function useActs({
  id,
  one,
  change,
  can,
}: {
  id: number;
  one: Detail | undefined;
  change: Change;
  can: boolean;
}): Acts {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const quietly = (act: Promise<unknown>, said: string) =>
    void act.then(
      () => toast.done(said),
      (error) => toast.failed(error),
    );
  return {
    done() {
      if (!one || !can) return;
      const next = one.state === "done" ? "waiting" : "done";
      quietly(change({ state: next }), t(next === "done" ? "done_toast" : "reopened_toast"));
    },
    handBack() {
      if (one && can) quietly(change({ state: "bot" }), t("bot_toast"));
    },
    snooze(until) {
      if (one && can)
        quietly(
          change({ state: "snoozed", snoozed_until: until.toISOString() }),
          t("snoozed_toast", { time: time(until) }),
        );
    },
    assign() {
      if (can) quietly(change({ assignee_id: "me" }), t("assigned_toast"));
    },
    unread() {
      if (!can) return;
      const call = ok(api.POST("/api/inbox/conversations/{id}/unread", { params: { path: { id } } }));
      marked.add(id);
      quietly(
        call.then(() => queries.invalidateQueries({ queryKey: ["/api/inbox/counts"] })),
        t("unread_toast"),
      );
    },
  };
}

/** Conversations that were marked as unread by hand: they stay so until they are opened anew. */
const marked = new Set<number>();

/** The newest message of what is loaded. */
const newestOf = (entries: readonly Entry[] | undefined): number | null =>
  entries?.findLast((entry) => entry.kind === "message")?.id ?? null;

/** Notes for whoever looks, and for nobody else, up to where they have seen the conversation while the page is in front. */
function useSeen(id: number, entries: readonly Entry[] | undefined): void {
  const ids = (entries ?? []).flatMap((entry) => (entry.kind === "message" ? [entry.id] : []));
  const newest = ids.length === 0 ? null : Math.max(...ids);
  const { person } = useMe();
  useEffect(() => {
    marked.delete(id);
  }, [id]);
  useEffect(() => {
    if (newest === null || person === null) return;
    const mark = () => {
      if (document.visibilityState !== "visible" || !document.hasFocus() || marked.has(id)) return;
      const path = { params: { path: { id } }, body: { message_id: newest } };
      void ok(api.POST("/api/inbox/conversations/{id}/seen", path)).then(
        () => onSeen(id),
        () => {},
      );
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    window.addEventListener("focus", mark);
    return () => {
      document.removeEventListener("visibilitychange", mark);
      window.removeEventListener("focus", mark);
    };
  }, [id, newest, person]);
}

/** Who else is here: colleagues who write, and those who look. */
function Company({ others: { writing, looking } }: { others: Others }) {
  const { t } = useTranslation("inbox");
  const names = (some: string[]) => new Intl.ListFormat(navigator.language).format(some);
  return (
    <p className={styles.company} role="status">
      {writing.length > 0 ? t("writing", { count: writing.length, names: names(writing) }) : ""}
      {writing.length > 0 && looking.length > 0 ? " · " : ""}
      {looking.length > 0 ? t("looking", { count: looking.length, names: names(looking) }) : ""}
    </p>
  );
}

type HeadGiven = {
  one: Detail | undefined;
  id: number;
  close(): void;
  panel: boolean;
  toggle(): void;
  acts: Acts | null;
};

function Head({ one, id, close, panel, toggle, acts }: HeadGiven) {
  const { t } = useTranslation("inbox");
  const name = one ? nameOf(one, t) : "";
  return (
    <header className={styles.head}>
      <ActionIcon className={styles.onlySmall} variant="subtle" size="lg" aria-label={t("back")} onClick={close}>
        <Icon name="back" />
      </ActionIcon>
      {one ? <Sign id={id} name={name} provider={one.channel.provider} size={34} /> : null}
      <div className={styles.headName}>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="quiet">
          {[one?.contact?.name ? phone(one.contact.phone) : "", one?.assignee?.name ?? ""].filter(Boolean).join(" · ")}
        </p>
      </div>
      {acts && one ? (
        <>
          <Tooltip label={t("mark_unread")}>
            <ActionIcon variant="subtle" size="lg" aria-label={t("mark_unread")} onClick={acts.unread}>
              <Icon name="inbox" />
            </ActionIcon>
          </Tooltip>
          {one.state === "done" ? null : <Snooze snooze={acts.snooze} />}
          <Button
            size="xs"
            className={styles.done}
            variant={one.state === "done" ? "default" : "filled"}
            leftSection={<Icon name={one.state === "done" ? "refresh" : "check"} size={15} />}
            onClick={acts.done}
          >
            <span>{t(one.state === "done" ? "reopen" : "done")}</span>
          </Button>
        </>
      ) : null}
      {one ? (
        <Tooltip label={t(panel ? "hide_details" : "details")}>
          <ActionIcon
            variant="subtle"
            className={panel ? styles.pressed : undefined}
            size="lg"
            aria-label={t(panel ? "hide_details" : "details")}
            aria-pressed={panel}
            onClick={toggle}
          >
            <Icon name="person" />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </header>
  );
}

// An open conversation: its head with what can be done, the thread, the reply box, and the details beside it.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { fetched } from "../../kit/fetched.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { useTitle } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Failed, Loading } from "../../kit/states.tsx";
import { toast } from "../../kit/toasts.tsx";
import { Composer } from "./Composer.tsx";
import {
  type Change,
  type Detail,
  detailQuery,
  type Message,
  threadActs,
  threadQuery,
  useLiveThread,
  type Wanted,
} from "./data.ts";
import { Sign } from "./ListRow.tsx";
import { nameOf } from "./people.ts";
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
  useReadMark(id, detail.data, can);
  const one = detail.data?.id === id ? detail.data : undefined;
  useTitle(one ? nameOf(one, t) : t("title"));
  const sought = address.at && /^\d+$/.test(address.at) ? Number(address.at) : null;
  const loaded = thread.data !== undefined;
  useEffect(() => {
    if (sought !== null && loaded) threadActs(id, queries).around(sought).catch(toast.failed);
  }, [sought, id, queries, loaded]);

  const change: Change = async (some) => {
    try {
      queries.setQueryData(detailQuery(id).queryKey, await patch(id, some));
    } catch (error) {
      toast.failed(error);
      throw error;
    }
  };
  const acts = useActs({ id, one, change, can });
  const toggle = () => {
    localStorage.setItem(panelSetting, panel ? "off" : "on");
    showPanel(!panel);
  };
  const write = (next: "reply" | "note") => {
    setMode(next);
    box.current?.focus();
  };
  useKeys(t("keys_inbox"), [
    ...(can
      ? [
          { keys: "e", label: t("key_done"), run: acts.done },
          { keys: "r", label: t("key_reply"), run: () => write("reply") },
          { keys: "n", label: t("key_note"), run: () => write("note") },
          { keys: "a", label: t("key_assign"), run: acts.assign },
          { keys: "u", label: t("key_unread"), run: acts.unread },
        ]
      : []),
    { keys: "i", label: t("key_details"), run: toggle },
    { keys: "Escape", label: t("key_close"), run: close },
  ]);
  const name = one ? nameOf(one, t) : "";
  const answer = (message: Message) => {
    quote(message);
    write("reply");
  };
  return (
    <>
      <section className={styles.conversation} aria-label={one ? t("conversation_with", { name }) : t("title")}>
        <Head one={one} id={id} close={close} panel={panel} toggle={toggle} acts={can ? acts : null} />
        {thread.isError && !thread.data ? (
          <div className={styles.between}>
            <Failed error={thread.error} retry={() => void thread.refetch()} />
          </div>
        ) : thread.data ? (
          <Thread
            key={id}
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
        {thread.isError && !thread.data ? null : (
          <Composer
            key={id}
            id={id}
            one={one}
            box={box}
            mode={mode}
            setMode={setMode}
            quoted={quoted}
            unquote={() => quote(null)}
            sending={sending}
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

type Acts = { done(): void; assign(): void; unread(): void };

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
      () => {},
    );
  return {
    done() {
      if (!one || !can) return;
      const next = one.state === "open" ? "done" : "open";
      quietly(change({ state: next }), t(next === "done" ? "done_toast" : "reopened_toast"));
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

/** Marks what is looked at as read, while the page is in front. */
function useReadMark(id: number, one: Detail | undefined, can: boolean): void {
  const unread = one?.id === id ? one.unread_count : 0;
  useEffect(() => {
    marked.delete(id);
  }, [id]);
  useEffect(() => {
    if (!can || unread === 0 || marked.has(id)) return;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      void ok(api.POST("/api/inbox/conversations/{id}/read", { params: { path: { id } } })).catch(() => {});
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, unread, can]);
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
  const name = one ? nameOf(one, t) : "…";
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
          <Button
            size="xs"
            className={styles.done}
            variant={one.state === "open" ? "filled" : "default"}
            leftSection={<Icon name={one.state === "open" ? "check" : "refresh"} size={15} />}
            onClick={acts.done}
          >
            <span>{t(one.state === "open" ? "done" : "reopen")}</span>
          </Button>
        </>
      ) : null}
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
    </header>
  );
}

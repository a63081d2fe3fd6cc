// An open conversation: its head with the actions, the thread, the reply box, and the panel with details.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { fetched } from "../../kit/fetched.ts";
import { locale } from "../../kit/format.ts";
import { useTitle } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import { toast } from "../../kit/toasts.tsx";
import { Composer } from "./Composer.tsx";
import { ConversationHead } from "./ConversationHead.tsx";
import { useConversationActions } from "./conversation-actions.ts";
import { useConversationKeys } from "./conversation-keys.ts";
import { type Change, type ConversationPatch, type Detail, detailQuery, type Entry } from "./data.ts";
import { type ComposerState, useComposerState } from "./draft.ts";
import { useGone } from "./gone.ts";
import { Standing } from "./Handling.tsx";
import { useLiveThread } from "./live-thread.ts";
import { nameOf } from "./people.ts";
import { type Others, usePresence } from "./presence.ts";
import { useSeen } from "./seen.ts";
import { useSending } from "./sending.ts";
import { Thread } from "./Thread.tsx";
import styles from "./thread.module.css";
import { threadActions, threadQuery } from "./thread-data.ts";

// Not shown on phones or when it was closed, so it is loaded only when needed.
const Panel = lazy(() => fetched(() => import("./Panel.tsx")));

type Props = { id: number; close(): void; open(id: number): void };

const panelSetting = "bellhop.inbox.panel";

const patchConversation = (id: number, body: ConversationPatch): Promise<Detail> =>
  ok(api.PATCH("/api/inbox/conversations/{id}", { params: { path: { id } }, body }));

export default function Conversation({ id, close, open }: Props) {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const can = useCan()("agent");
  const detail = useQuery(detailQuery(id));
  const composer = useComposerState(id);
  const [isPanelOpen, togglePanel] = usePanel();
  useLiveThread(id);
  const isGone = useGone(id, detail.error, open);
  const one = detail.data?.id === id ? detail.data : undefined;
  const name = one ? nameOf(one, t) : "";
  useTitle(name || t("title"));
  const change: Change = async (patch) => {
    queries.setQueryData(detailQuery(id).queryKey, await patchConversation(id, patch));
  };
  const actions = useConversationActions({ id, one, change, can });
  useConversationKeys({
    can,
    run: {
      e: actions.done,
      r: () => composer.write("reply"),
      n: () => composer.write("note"),
      a: actions.assign,
      u: actions.unread,
      b: actions.handBack,
      i: togglePanel,
      Escape: close,
    },
  });
  return (
    <>
      <section className={styles.conversation} aria-label={one ? t("conversation_with", { name }) : t("title")}>
        <ConversationHead
          one={one}
          id={id}
          close={close}
          isPanelOpen={isPanelOpen}
          togglePanel={togglePanel}
          actions={can ? actions : null}
        />
        {isGone ? (
          <div className={styles.between}>
            <Empty title={t("gone_title")} text={t("gone_text")} />
          </div>
        ) : (
          <>
            {one ? <Standing one={one} handBack={can ? actions.handBack : null} /> : null}
            <ThreadAndComposer id={id} one={one} name={name} composer={composer} can={can} />
          </>
        )}
      </section>
      {isPanelOpen && one && !isGone ? (
        <Suspense>
          <Panel one={one} change={change} can={can} close={togglePanel} open={open} />
        </Suspense>
      ) : null}
    </>
  );
}

type ThreadProps = { id: number; one: Detail | undefined; name: string; composer: ComposerState; can: boolean };

function ThreadAndComposer(props: ThreadProps) {
  const { id, name, composer, can } = props;
  const thread = useQuery(threadQuery(id, useQueryClient()));
  const sending = useSending(id);
  const sought = useSoughtMessage(id, thread.data !== undefined);
  useSeen(id, thread.data?.entries);
  const { others, write: typing } = usePresence(id);
  return (
    <>
      {thread.data ? (
        <Thread
          id={id}
          thread={thread.data}
          sought={sought}
          name={name}
          onQuote={can ? composer.reply : null}
          sending={sending}
        />
      ) : (
        <div className={styles.between}>
          <Shown of={thread}>{() => null}</Shown>
        </div>
      )}
      <Company others={others} />
      {thread.isError && !thread.data ? null : (
        <Composer {...props} sending={sending} seen={newestOf(thread.data?.entries)} typing={typing} />
      )}
    </>
  );
}

/** Whether the panel is open beside the thread; kept in this browser. */
function usePanel(): [boolean, () => void] {
  const [isOpen, setOpen] = useState(() => innerWidth > 1180 && localStorage.getItem(panelSetting) !== "off");
  const toggle = () => {
    localStorage.setItem(panelSetting, isOpen ? "off" : "on");
    setOpen(!isOpen);
  };
  return [isOpen, toggle];
}

/** The message that the address names (`at`), loaded with those around it. */
function useSoughtMessage(id: number, isLoaded: boolean): number | null {
  const queries = useQueryClient();
  const [address] = useAddress();
  const sought = address.at && /^\d+$/.test(address.at) ? Number(address.at) : null;
  useEffect(() => {
    if (sought !== null && isLoaded) threadActions(id, queries).around(sought).catch(toast.failed);
  }, [sought, id, queries, isLoaded]);
  return sought;
}

/** The newest loaded message. */
const newestOf = (entries: readonly Entry[] | undefined): number | null =>
  entries?.findLast((entry) => entry.kind === "message")?.id ?? null;

/** Colleagues in this conversation: who is typing and who is looking. */
function Company({ others: { writing, looking } }: { others: Others }) {
  const { t } = useTranslation("inbox");
  const names = (some: string[]) => new Intl.ListFormat(locale()).format(some);
  return (
    <p className={styles.company} role="status">
      {writing.length > 0 ? t("writing", { count: writing.length, names: names(writing) }) : ""}
      {writing.length > 0 && looking.length > 0 ? " · " : ""}
      {looking.length > 0 ? t("looking", { count: looking.length, names: names(looking) }) : ""}
    </p>
  );
}

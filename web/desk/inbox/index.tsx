// The inbox: conversations on the left, the open one beside them; on phones one of the two.
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { useTitle } from "../../kit/Page.tsx";
import { useCan } from "../../kit/session.ts";
import { Empty, Loading } from "../../kit/states.tsx";
import { useConversationKeys } from "./conversation-keys.ts";
import styles from "./inbox.module.css";
import { List } from "./List.tsx";

const loadConversation = () => fetched(() => import("./Conversation.tsx"));
const Conversation = lazy(loadConversation);

export default function InboxPage() {
  const { t } = useTranslation("inbox");
  const { conversationId } = useParams({ strict: false }) as { conversationId?: string };
  const navigate = useNavigate();
  const id = conversationId && /^\d+$/.test(conversationId) ? Number(conversationId) : null;
  useTitle(t("title"));
  // Loaded beside the list, so that the list does not wait for it, nor the first conversation that is opened.
  useEffect(() => void loadConversation(), []);
  const open = (next: number | null, at?: number) =>
    void navigate(
      next === null
        ? { to: "/inbox", search: (before) => ({ ...before, at: undefined }), resetScroll: false }
        : {
            to: "/inbox/$conversationId",
            params: { conversationId: String(next) },
            search: (before) => ({ ...before, at: at === undefined ? undefined : String(at) }),
            // Keeps the list's scroll position.
            resetScroll: false,
          },
    );
  return (
    <div className={`${styles.inbox} ${id === null ? "" : styles.reading}`}>
      <h1 className="unseen">{t("title")}</h1>
      <List openId={id} open={open} />
      {id === null ? (
        <Nothing />
      ) : (
        <Suspense fallback={<Loading />}>
          <Conversation key={id} id={id} close={() => open(null)} open={open} />
        </Suspense>
      )}
    </div>
  );
}

/** Shown when no conversation is open. */
function Nothing() {
  const { t } = useTranslation("inbox");
  useConversationKeys({ can: useCan()("agent"), run: null });
  return (
    <div className={styles.nothing}>
      <Empty title={t("choose_title")} text={t("choose_text")} />
    </div>
  );
}

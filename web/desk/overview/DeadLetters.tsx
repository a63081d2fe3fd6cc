// Dead letters: which webhooks could not be recorded, why, and the buttons to try them again.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { webhookSources } from "../../api/lists.ts";
import { type Brought, pages } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { count } from "../../kit/format.ts";
import { Sheet } from "../../kit/Page.tsx";
import { actions, brief, Rows, spare } from "../../kit/Rows.tsx";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import styles from "./overview.module.css";

type DeadLetter = Brought<"/api/webhooks/dead-letters">["dead_letters"][number];
type Source = Brought<"/api/health/delivery">["webhook_endpoints"][number]["source"];
const sources: ReadonlySet<string> = new Set(webhookSources);

type Range = { from?: number; to?: number };

/** For agents and admins; only admins may try them again. */
export function DeadLetters() {
  const { t } = useTranslation(["overview", "kit"]);
  const admin = useCan()("admin");
  const list = useInfiniteQuery(pages("/api/webhooks/dead-letters", { query: { limit: 20 } }));
  const { replay, isReplaying } = useReplay();
  const head = [t("dead_when"), t("endpoint_source"), { spare: t("dead_where") }, { spare: t("dead_why") }];
  return (
    <Sheet
      title={t("dead")}
      flush
      actions={
        admin ? (
          <Button variant="default" size="xs" loading={isReplaying} onClick={() => void replay({})}>
            {t("dead_replay")}
          </Button>
        ) : null
      }
    >
      <Shown of={list} compact>
        {(data) => (
          <Rows label={t("dead")} head={admin ? [...head, ""] : head}>
            {data.pages
              .flatMap((page) => page.dead_letters)
              .map((one) => (
                <DeadLetterRow key={one.id} of={one} replay={admin ? replay : null} />
              ))}
          </Rows>
        )}
      </Shown>
      {list.hasNextPage ? (
        <div className={styles.more}>
          <Button
            variant="subtle"
            size="compact-sm"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("kit:load_more")}
          </Button>
        </div>
      ) : null}
    </Sheet>
  );
}

/** Tries dead letters again, those of some webhooks or all, once the viewer has confirmed. */
function useReplay() {
  const { t } = useTranslation("overview");
  const action = useAction((range: Range) => ok(api.POST("/api/webhooks/replay", { body: range })), {
    done: ({ webhooks }) => t("dead_done", { count: webhooks, total: count(webhooks) }),
    touches: ["/api/webhooks", "/api/health"],
  });
  const replay = async (range: Range) => {
    if (await confirm({ title: t("dead_title"), text: t("dead_text"), yes: t("dead_replay_one") }))
      action.mutate(range);
  };
  return { replay, isReplaying: action.isPending };
}

type RowProps = { of: DeadLetter; replay: ((range: Range) => Promise<void>) | null };

function DeadLetterRow({ of: { webhook_id, source, path, reason, created_at }, replay }: RowProps) {
  const { t } = useTranslation("overview");
  return (
    <tr>
      <td className={styles.when}>
        <Ago at={created_at} />
      </td>
      <td>
        {sources.has(source) ? t(`source_${source as Source}`) : source}{" "}
        {webhook_id === null ? null : <span className="quiet number">{t("dead_n", { id: webhook_id })}</span>}
        <span className={brief}>{reason}</span>
      </td>
      <td className={spare}>{path ? <span className="mono">{path}</span> : t("dead_all")}</td>
      <td className={`${styles.reason} ${spare}`}>{reason}</td>
      {replay ? (
        <td className={actions}>
          {webhook_id === null ? null : (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={`${t("dead_replay_one")}: ${t("dead_webhook")} ${webhook_id}`}
              onClick={() => void replay({ from: webhook_id, to: webhook_id })}
            >
              {t("dead_replay_one")}
            </Button>
          )}
        </td>
      ) : null}
    </tr>
  );
}

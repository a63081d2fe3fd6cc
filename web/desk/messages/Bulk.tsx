// What is done with the chosen messages, or with all that match.
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { useAct } from "../../kit/act.ts";
import { confirm } from "../../kit/confirm.tsx";
import { count } from "../../kit/format.ts";
import { BulkBar } from "../../kit/table/BulkBar.tsx";
import { toast } from "../../kit/toasts.tsx";
import type { Filter, Row } from "./query.ts";

export type Action = "mark_read" | "mark_unread" | "retry_failed";
type Target = { ids: readonly number[] } | { filter: Filter };
type Result = { matched: number; changed: number; refused: { id: number; reason: string }[] };

const actions: readonly Action[] = ["mark_read", "mark_unread", "retry_failed"];
/** The most that the server does at a time, and the most ids that one call takes. */
const limit = 5_000;
const idsACall = 1_000;

async function run(action: Action, target: Target): Promise<Result> {
  if ("filter" in target) return ok(api.POST("/api/table/messages/bulk", { body: { action, filter: target.filter } }));
  const sum: Result = { matched: 0, changed: 0, refused: [] };
  for (let from = 0; from < target.ids.length; from += idsACall) {
    const ids = target.ids.slice(from, from + idsACall);
    const one: Result = await ok(api.POST("/api/table/messages/bulk", { body: { action, ids } }));
    sum.matched += one.matched;
    sum.changed += one.changed;
    sum.refused.push(...one.refused);
  }
  return sum;
}

/** Does one of the actions; says how it went. */
export function useBulk(onDone?: () => void) {
  const { t } = useTranslation("messages");
  return useAct(({ action, target }: { action: Action; target: Target }) => run(action, target), {
    touches: ["/api/table/messages", "/api/whatsapp/messages", "/api/inbox", "/api/health"],
    onDone: ({ changed, refused }) => {
      const first = refused[0];
      const total = count(changed);
      if (first)
        toast.failed(new Error(t("bulk_refused", { changed: total, refused: refused.length, reason: first.reason })));
      else toast.done(changed === 0 ? t("bulk_none") : t("bulk_done", { count: changed, total }));
      onDone?.();
    },
  });
}

type Given = {
  chosen: readonly Row[];
  /** All that match, and not only the chosen rows. */
  everything: boolean;
  matching: Pick<Brought<"/api/table/messages">, "count">;
  total: string;
  filter: Filter;
  setEverything(everything: boolean): void;
  clear(): void;
};

export function Bulk({ chosen, everything, matching, total, filter, setEverything, clear }: Given) {
  const { t } = useTranslation("messages");
  const bulk = useBulk(clear);
  const tooMany = everything && matching.count > limit;
  const shown = everything ? total : count(chosen.length);
  const act = async (action: Action) => {
    if (everything || action === "retry_failed") {
      const yes = await confirm({
        title: t(`bulk_title_${action}`, { total: shown }),
        text: t(action === "retry_failed" ? "bulk_text_retry" : "bulk_text_mark"),
        yes: t(action),
      });
      if (!yes) return;
    }
    bulk.mutate({ action, target: everything ? { filter } : { ids: chosen.map(({ id }) => id) } });
  };
  return (
    <BulkBar
      chosen={everything ? t("chosen_all", { total }) : t("chosen", { count: chosen.length, total: shown })}
      choice={
        everything ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setEverything(false)}>
            {t("chosen_these")}
          </Button>
        ) : matching.count > chosen.length ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setEverything(true)}>
            {t("choose_all", { total })}
          </Button>
        ) : null
      }
    >
      {tooMany ? <span className="quiet">{t("bulk_too_many", { limit: count(limit) })}</span> : null}
      {actions.map((action) => (
        <Button
          key={action}
          variant="default"
          size="compact-sm"
          disabled={tooMany}
          loading={bulk.isPending && bulk.variables?.action === action}
          onClick={() => void act(action)}
        >
          {t(action)}
        </Button>
      ))}
      <Button variant="subtle" size="compact-sm" onClick={clear}>
        {t("clear")}
      </Button>
    </BulkBar>
  );
}

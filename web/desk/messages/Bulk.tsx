// What is done with the selected messages, or with all that match.
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { messageActions } from "../../api/lists.ts";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { count } from "../../kit/format.ts";
import { BulkBar } from "../../kit/table/BulkBar.tsx";
import type { Selection } from "../../kit/table/selection.ts";
import { toast } from "../../kit/toasts.tsx";
import type { Filter, Row } from "./query.ts";

export type Action = (typeof messageActions)[number];
type Target = { ids: readonly number[] } | { filter: Filter };
type Result = { matched: number; changed: number; refused: { id: number; reason: string }[] };

/** How many messages the server changes at a time, and how many ids one request takes. */
const MAX_MESSAGES = 5_000;
const MAX_IDS_PER_REQUEST = 1_000;

async function run(action: Action, target: Target): Promise<Result> {
  if ("filter" in target) return ok(api.POST("/api/table/messages/bulk", { body: { action, filter: target.filter } }));
  const sum: Result = { matched: 0, changed: 0, refused: [] };
  for (let from = 0; from < target.ids.length; from += MAX_IDS_PER_REQUEST) {
    const ids = target.ids.slice(from, from + MAX_IDS_PER_REQUEST);
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
  return useAction(({ action, target }: { action: Action; target: Target }) => run(action, target), {
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

type Props = {
  selection: Selection<Row>;
  /** How many match, as a number and in words. */
  matching: number;
  total: string;
  filter: Filter;
};

export function Bulk({ selection, matching, total, filter }: Props) {
  const { t } = useTranslation("messages");
  const { rows, isEverything, clear } = selection;
  const bulk = useBulk(clear);
  const tooMany = isEverything && matching > MAX_MESSAGES;
  const shown = isEverything ? total : count(rows.length);
  const start = async (action: Action) => {
    if (isEverything || action === "retry_failed") {
      const yes = await confirm({
        title: t(`bulk_title_${action}`, { total: shown }),
        text: t(action === "retry_failed" ? "bulk_text_retry" : "bulk_text_mark"),
        yes: t(action),
      });
      if (!yes) return;
    }
    bulk.mutate({ action, target: isEverything ? { filter } : { ids: rows.map(({ id }) => id) } });
  };
  return (
    <BulkBar
      selection={selection}
      matching={matching}
      total={total}
      selected={t("selected", { count: rows.length, total: shown })}
    >
      {tooMany ? <span className="quiet">{t("bulk_too_many", { limit: count(MAX_MESSAGES) })}</span> : null}
      {messageActions.map((action) => (
        <Button
          key={action}
          variant="default"
          size="compact-sm"
          disabled={tooMany}
          loading={bulk.isPending && bulk.variables?.action === action}
          onClick={() => void start(action)}
        >
          {t(action)}
        </Button>
      ))}
    </BulkBar>
  );
}

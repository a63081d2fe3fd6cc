// Cancelling the selected bookings, or all that match, each by itself: how many, why, and what became of each.
import { Button, Modal, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import type { cancelOutcomes } from "../../../api/lists.ts";
import { read } from "../../../api/query.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { count } from "../../../kit/format.ts";
import { BulkBar } from "../../../kit/table/BulkBar.tsx";
import type { Selection } from "../../../kit/table/selection.ts";
import { toast } from "../../../kit/toasts.tsx";
import { touched } from "../data.ts";
import styles from "./bookings.module.css";
import { whoOf } from "./columns.tsx";
import type { Filter, Row } from "./query.ts";

type Outcome = { id: number; outcome: (typeof cancelOutcomes)[number]; reason: string | null };

/** What is about to be cancelled: how many are reserved of it, how many of the selected are not, and the rows that are known. */
type Cancellation = {
  target: { ids: number[] } | { filter: Filter };
  reserved: number;
  others: number;
  rows: readonly Row[];
};

/** How many bookings the server cancels at a time. */
const MAX_BOOKINGS = 1_000;

const counted = (n: number) => ({ count: n, total: count(n) });

type Props = {
  selection: Selection<Row>;
  /** How many match, as a number and in words, and by which filters. */
  matching: number;
  total: string;
  filter: Filter;
};

export function Bulk({ selection, matching, total, filter }: Props) {
  const { t } = useTranslation("parking");
  const { rows: selected, isEverything, clear } = selection;
  const [cancelling, cancel] = useState<Cancellation | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const rows = selected.filter(({ status }) => status === "reserved");
  const all = useReservedCount(filter, isEverything);
  const reserved = isEverything ? all.count : rows.length;
  const tooMany = (reserved ?? 0) > MAX_BOOKINGS;
  const start = () =>
    cancel({
      target: isEverything ? { filter } : { ids: rows.map(({ id }) => id) },
      reserved: reserved ?? 0,
      others: isEverything ? 0 : selected.length - rows.length,
      rows,
    });
  const onDone = (outcomes: Outcome[]) => {
    clear();
    if (outcomes.every(({ outcome }) => outcome === "done")) toast.done(t("bulk_done", counted(outcomes.length)));
    else setResult({ rows: cancelling?.rows ?? [], outcomes });
  };
  return (
    <>
      {selected.length > 0 ? (
        <BulkBar
          selection={selection}
          matching={matching}
          total={total}
          selected={t("selected", counted(selected.length))}
        >
          {tooMany ? <span className="quiet">{t("bulk_too_many", { limit: count(MAX_BOOKINGS) })}</span> : null}
          {reserved === 0 ? <span className="quiet">{t("bulk_none_reserved")}</span> : null}
          <Button
            variant="default"
            size="compact-sm"
            loading={reserved === undefined && all.isFetching}
            disabled={!reserved || tooMany}
            onClick={start}
          >
            {t("bulk_cancel", counted(reserved ?? 0))}
          </Button>
        </BulkBar>
      ) : null}
      {cancelling ? <CancelDialog {...cancelling} onDone={onDone} onClose={() => cancel(null)} /> : null}
      {result ? <Outcomes {...result} onClose={() => setResult(null)} /> : null}
    </>
  );
}

/** How many of the bookings that match are reserved; asked only when it is wanted, undefined until it is known. */
function useReservedCount(filter: Filter, wanted: boolean): { count: number | undefined; isFetching: boolean } {
  const canMatch = !filter.status || filter.status.split(",").includes("reserved");
  const { data, isFetching } = useQuery({
    ...read("/api/table/bookings", { query: { ...filter, status: "reserved", limit: 1 } }),
    enabled: wanted && canMatch,
  });
  return { count: canMatch ? data?.count : 0, isFetching };
}

type DialogProps = Cancellation & { onDone(outcomes: Outcome[]): void; onClose(): void };

function CancelDialog({ target, reserved, others, onDone, onClose }: DialogProps) {
  const { t } = useTranslation("parking");
  const fields = useFields({ note: "" });
  const mutation = useAction(
    () => ok(api.POST("/api/table/bookings/bulk", { body: { action: "cancel", ...target, note: fields.values.note } })),
    { touches: touched, onDone: ({ outcomes }) => onDone(outcomes), quiet: true },
  );
  return (
    <FormDialog
      title={t("bulk_title", counted(reserved))}
      submit={t("bulk_cancel", counted(reserved))}
      danger
      disabled={fields.values.note.trim() === ""}
      onSubmit={() => mutation.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>
        {t("bulk_text", counted(reserved))} {others > 0 ? t("bulk_others", counted(others)) : null}
      </p>
      <Textarea
        label={t("note_needed")}
        description={t("note_hint")}
        required
        maxLength={1_000}
        autosize
        minRows={2}
        {...fields.text("note")}
      />
    </FormDialog>
  );
}

type Result = { rows: readonly Row[]; outcomes: readonly Outcome[] };

/** What became of each booking, where not all could be cancelled. */
function Outcomes({ rows, outcomes, onClose }: Result & { onClose(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  const done = outcomes.filter(({ outcome }) => outcome === "done").length;
  const sorted = outcomes.toSorted((a, b) => Number(a.outcome === "done") - Number(b.outcome === "done"));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("bulk_told", { done: count(done), total: count(outcomes.length) })}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <ul className={styles.outcomes} aria-label={t("bulk_outcomes")}>
        {sorted.map(({ id, outcome, reason }) => {
          const row = rows.find((one) => one.id === id);
          return (
            <li key={id} data-bad={outcome !== "done"}>
              <span>
                {t("booking_n", { id })}
                {row ? (
                  <span className="quiet">
                    {" "}
                    · {row.spot} · <bdi>{whoOf(row)}</bdi>
                  </span>
                ) : null}
              </span>
              <strong>{t(`outcome_${outcome}`)}</strong>
              {reason ? <span className={styles.reason}>{reason}</span> : null}
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}

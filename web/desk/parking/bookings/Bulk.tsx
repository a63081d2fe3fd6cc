// Cancelling the chosen bookings, or all that match, each by itself: how many, why, and what became of each.
import { Button, Modal, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { read } from "../../../api/query.ts";
import { useAct } from "../../../kit/act.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { count } from "../../../kit/format.ts";
import { BulkBar } from "../../../kit/table/BulkBar.tsx";
import { toast } from "../../../kit/toasts.tsx";
import { touched } from "../data.ts";
import styles from "./bookings.module.css";
import { whoOf } from "./columns.tsx";
import type { Filter, Row } from "./query.ts";

type Outcome = { id: number; outcome: "done" | "not_reserved" | "failed"; reason: string | null };

/** What is about to be cancelled: how many are reserved of it, how many of the chosen are not, and the rows that are known. */
type Asked = {
  target: { ids: number[] } | { filter: Filter };
  reserved: number;
  others: number;
  rows: readonly Row[];
};

/** The most that the server does at a time. */
const limit = 1_000;

const many = (n: number) => ({ count: n, total: count(n) });

type Given = {
  chosen: readonly Row[];
  /** How many match, also as it is told, and by which filters. */
  matching: number;
  total: string;
  filter: Filter;
  /** All that match, and not only the chosen rows. */
  everything: boolean;
  setEverything(everything: boolean): void;
  clear(): void;
};

export function Bulk({ chosen, matching, total, filter, everything, setEverything, clear }: Given) {
  const { t } = useTranslation("parking");
  const [asked, ask] = useState<Asked | null>(null);
  const [told, tell] = useState<{ rows: readonly Row[]; outcomes: readonly Outcome[] } | null>(null);
  const fits = !filter.status || filter.status.split(",").includes("reserved");
  const all = useQuery({
    ...read("/api/table/bookings", { query: { ...filter, status: "reserved", limit: 1 } }),
    enabled: everything && fits,
  });
  const rows = chosen.filter(({ status }) => status === "reserved");
  const reserved = everything ? (fits ? all.data?.count : 0) : rows.length;
  const tooMany = (reserved ?? 0) > limit;
  return (
    <>
      {chosen.length > 0 ? (
        <BulkBar
          chosen={everything ? t("chosen_all", { total }) : t("chosen", many(chosen.length))}
          choice={
            everything ? (
              <Button variant="subtle" size="compact-sm" onClick={() => setEverything(false)}>
                {t("chosen_these")}
              </Button>
            ) : matching > chosen.length ? (
              <Button variant="subtle" size="compact-sm" onClick={() => setEverything(true)}>
                {t("choose_all", { total })}
              </Button>
            ) : null
          }
        >
          {tooMany ? <span className="quiet">{t("bulk_too_many", { limit: count(limit) })}</span> : null}
          {reserved === 0 ? <span className="quiet">{t("bulk_none_reserved")}</span> : null}
          <Button
            variant="default"
            size="compact-sm"
            loading={reserved === undefined && all.isFetching}
            disabled={!reserved || tooMany}
            onClick={() =>
              ask({
                target: everything ? { filter } : { ids: rows.map(({ id }) => id) },
                reserved: reserved ?? 0,
                others: everything ? 0 : chosen.length - rows.length,
                rows,
              })
            }
          >
            {t("bulk_cancel", many(reserved ?? 0))}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            {t("choice_clear")}
          </Button>
        </BulkBar>
      ) : null}
      {asked ? (
        <CancelDialog
          {...asked}
          onDone={(outcomes) => {
            clear();
            if (outcomes.every(({ outcome }) => outcome === "done")) toast.done(t("bulk_done", many(outcomes.length)));
            else tell({ rows: asked.rows, outcomes });
          }}
          onClose={() => ask(null)}
        />
      ) : null}
      {told ? <Outcomes {...told} onClose={() => tell(null)} /> : null}
    </>
  );
}

type Asking = Asked & { onDone(outcomes: Outcome[]): void; onClose(): void };

function CancelDialog({ target, reserved, others, onDone, onClose }: Asking) {
  const { t } = useTranslation("parking");
  const fields = useFields({ note: "" });
  const act = useAct(
    () => ok(api.POST("/api/table/bookings/bulk", { body: { action: "cancel", ...target, note: fields.values.note } })),
    { touches: touched, onDone: ({ outcomes }) => onDone(outcomes), quiet: true },
  );
  return (
    <FormDialog
      title={t("bulk_title", many(reserved))}
      submit={t("bulk_cancel", many(reserved))}
      danger
      disabled={fields.values.note.trim() === ""}
      onSubmit={() => act.mutateAsync()}
      onClose={onClose}
    >
      <p className={styles.hint}>
        {t("bulk_text", many(reserved))} {others > 0 ? t("bulk_others", many(others)) : null}
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

/** What became of each booking, where not all could be cancelled. */
function Outcomes({
  rows,
  outcomes,
  onClose,
}: {
  rows: readonly Row[];
  outcomes: readonly Outcome[];
  onClose(): void;
}) {
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

// Exports a table to a file: choice of format and columns, then the progress.
import { Button, Checkbox, Modal, Progress, SegmentedControl } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../api/client.ts";
import { count, dayOf } from "../format.ts";
import { toast } from "../toasts.tsx";
import styles from "./export.module.css";
import { openSink, rowCounter } from "./save.ts";

const kinds = ["csv", "excel", "ndjson"] as const;
type Kind = (typeof kinds)[number];

/** What can be exported: the address, the file's name, and the columns with their labels and defaults. */
export type Exported<Name extends string> = {
  path: `/api/table/${string}/export`;
  file: string;
  all: readonly Name[];
  usual: readonly Name[];
  label(name: Name): string;
};

type Props<Name extends string> = {
  of: Exported<Name>;
  title: string;
  /** The table's filters and sort order. */
  query: object;
  /** The number of matching rows, as text. */
  total: string;
  onClose(): void;
};

type Far = { rows: number; of: number };

export function ExportDialog<Name extends string>({ of, title, query, total, onClose }: Props<Name>) {
  const { t } = useTranslation(["table", "kit"]);
  const [kind, setKind] = useState<Kind>("csv");
  const [columns, setColumns] = useState<ReadonlySet<Name>>(new Set(of.usual));
  const { far, run, stop } = useExport(onClose);
  const start = () => void run({ of, query, kind, columns: of.all.filter((one) => columns.has(one)) });
  const cancel = () => (far ? stop() : onClose());
  return (
    <Modal
      opened
      onClose={cancel}
      title={title}
      size="lg"
      closeOnClickOutside={far === null}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      {far ? (
        <div className={styles.exporting} role="status">
          <Progress
            value={far.of > 0 ? Math.min(100, (far.rows / far.of) * 100) : 100}
            aria-label={t("export_progress")}
            size="lg"
          />
          <span className="number">{t("export_so_far", { rows: count(far.rows), total: count(far.of) })}</span>
        </div>
      ) : (
        <div className={styles.exporting}>
          <p className="quiet">{t("export_what", { total })}</p>
          <SegmentedControl
            aria-label={t("export_format")}
            value={kind}
            onChange={(next) => setKind(next as Kind)}
            data={kinds.map((value) => ({ value, label: t(`export_${value}`) }))}
          />
          <Columns of={of} chosen={columns} choose={setColumns} />
        </div>
      )}
      <div className={styles.dialogButtons}>
        <Button variant="default" onClick={cancel}>
          {t("kit:cancel")}
        </Button>
        {far ? null : (
          <Button disabled={columns.size === 0} onClick={start}>
            {t("export_start")}
          </Button>
        )}
      </div>
    </Modal>
  );
}

type ColumnsProps<Name extends string> = {
  of: Pick<Exported<Name>, "all" | "usual" | "label">;
  chosen: ReadonlySet<Name>;
  choose(columns: ReadonlySet<Name>): void;
};

/** The choice of the file's columns. */
function Columns<Name extends string>({ of: { all, usual, label }, chosen, choose }: ColumnsProps<Name>) {
  const { t } = useTranslation("table");
  const tick = (name: Name, on: boolean) => choose(new Set(all.filter((one) => (one === name ? on : chosen.has(one)))));
  return (
    <>
      <fieldset className={styles.columns}>
        <legend>{t("export_columns")}</legend>
        {all.map((name) => (
          <Checkbox
            key={name}
            size="xs"
            label={label(name)}
            checked={chosen.has(name)}
            onChange={(event) => tick(name, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <div className={styles.line}>
        <Button variant="subtle" size="compact-xs" onClick={() => choose(new Set(all))}>
          {t("export_all")}
        </Button>
        <Button variant="subtle" size="compact-xs" onClick={() => choose(new Set(usual))}>
          {t("export_usual")}
        </Button>
        {chosen.size === 0 ? <span className="quiet">{t("export_none")}</span> : null}
      </div>
    </>
  );
}

/** Runs the export: its progress, null while none runs; aborted when the component unmounts. */
function useExport(onClose: () => void) {
  const { t } = useTranslation("table");
  const [far, setFar] = useState<Far | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  const run = async (wanted: Wanted) => {
    const abort = new AbortController();
    controller.current = abort;
    try {
      const { rows, of } = await bring(wanted, abort.signal, setFar);
      if (rows < of) toast.failed(new Error(t("export_short", { rows: count(rows), total: count(of) })));
      else toast.done(t("exported", { count: rows, total: count(rows) }));
      onClose();
    } catch (error) {
      if ((error as Error).name !== "AbortError") toast.failed(error);
      else if (abort.signal.aborted) toast.done(t("export_stopped"));
      setFar(null);
    }
  };
  return { far, run, stop: () => controller.current?.abort() };
}

type Wanted = { of: Pick<Exported<string>, "path" | "file">; query: object; kind: Kind; columns: readonly string[] };

/** Writes the stream to a file; reports progress a few times a second at most. */
async function bring(
  { of: { path, file }, query, kind, columns }: Wanted,
  signal: AbortSignal,
  tell: (far: Far) => void,
): Promise<Far> {
  const format = kind === "ndjson" ? "ndjson" : "csv";
  const type = format === "ndjson" ? "application/x-ndjson" : "text/csv";
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  words.set("format", format);
  words.set("columns", columns.join(","));
  if (kind === "excel") words.set("bom", "true");
  const sink = await openSink(`${file}-${dayOf(new Date())}.${format}`, type);
  const counter = rowCounter(format);
  try {
    tell({ rows: 0, of: 0 });
    const answer = await request(`${path}?${words}`, { signal });
    const of = Number(answer.headers.get("x-total-count") ?? 0);
    const reader = answer.body!.getReader();
    let told = 0;
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      await sink.write(step.value as Uint8Array<ArrayBuffer>);
      counter.take(step.value);
      if (performance.now() - told < 150) continue;
      told = performance.now();
      tell({ rows: counter.rows(), of });
    }
    await sink.close();
    return { rows: counter.rows(), of };
  } catch (error) {
    await sink.drop();
    throw error;
  }
}

// The bookings that the table shows as a file, streamed, with how far it is.
import { Button, Menu, Progress } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../../api/client.ts";
import { count as counted, dayOf } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { toast } from "../../../kit/toasts.tsx";
import styles from "../parking.module.css";
import type { Asked } from "./query.ts";

type Kind = "csv" | "excel" | "ndjson";
const kinds: readonly Kind[] = ["csv", "excel", "ndjson"];

/** Hands bytes to the browser as a file. */
export function saveAs(parts: BlobPart[], name: string, type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function Export({ asked, count }: { asked: Asked; count: number }) {
  const { t } = useTranslation(["parking", "kit"]);
  const [rows, setRows] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  const run = async (kind: Kind) => {
    const given = { ...asked, format: kind === "ndjson" ? kind : "csv", ...(kind === "excel" ? { bom: "true" } : {}) };
    const words = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)]));
    stop.current = new AbortController();
    setRows(0);
    try {
      const answer = await request(`/api/table/bookings/export?${words}`, { signal: stop.current.signal });
      const parts: Uint8Array<ArrayBuffer>[] = [];
      let lines = kind === "ndjson" ? 0 : -1;
      const reader = answer.body!.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        parts.push(step.value as Uint8Array<ArrayBuffer>);
        for (const byte of step.value) if (byte === 10) lines += 1;
        setRows(Math.max(0, lines));
      }
      const type = kind === "ndjson" ? "application/x-ndjson" : "text/csv";
      saveAs(parts, `bookings-${dayOf(new Date())}.${kind === "ndjson" ? "ndjson" : "csv"}`, type);
      toast.done(t("exported", { count: Math.max(0, lines) }));
    } catch (error) {
      if ((error as Error).name !== "AbortError") toast.failed(error);
    } finally {
      setRows(null);
    }
  };
  if (rows !== null)
    return (
      <div className={styles.line}>
        <span className="quiet number">{t("export_so_far", { rows: counted(rows) })}</span>
        <Progress
          value={count > 0 ? Math.min(100, (rows / count) * 100) : 100}
          w={90}
          aria-label={t("exporting")}
          animated
        />
        <Button variant="default" onClick={() => stop.current?.abort()}>
          {t("kit:cancel")}
        </Button>
      </div>
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="download" size={16} />} disabled={count === 0}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => void run(kind)}>
            {t(`export_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

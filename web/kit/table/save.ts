// Writes a file while it is downloaded: directly to the disk where the browser supports that, otherwise collected and saved at the end.

type Sink = {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Finishes the file. */
  close(): Promise<void>;
  /** Gives up; nothing of the file remains. */
  drop(): Promise<void>;
};

type Picker = (options: { suggestedName: string }) => Promise<{
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}>;

/** Lets the browser save bytes as a file. */
export function saveAs(parts: BlobPart[], name: string, type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Opens the target of a download. Throws an AbortError when the user cancels the browser's dialog. */
export async function openSink(name: string, type: string): Promise<Sink> {
  const pick = (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (pick) {
    const file = await (await pick({ suggestedName: name })).createWritable();
    return { write: (bytes) => file.write(bytes), close: () => file.close(), drop: () => file.abort() };
  }
  let parts: Uint8Array<ArrayBuffer>[] = [];
  return {
    write: async (bytes) => void parts.push(bytes),
    close: async () => saveAs(parts, name, type),
    drop: async () => {
      parts = [];
    },
  };
}

/** Counts the rows of a CSV or NDJSON as its bytes arrive; a line break in quotes belongs to a cell. */
export function rowCounter(kind: "csv" | "ndjson"): { take(bytes: Uint8Array): void; rows(): number } {
  let lines = kind === "csv" ? -1 : 0;
  let quoted = false;
  return {
    take: (bytes) => {
      for (const byte of bytes) {
        if (byte === 34 && kind === "csv") quoted = !quoted;
        else if (byte === 10 && !quoted) lines += 1;
      }
    },
    rows: () => Math.max(0, lines),
  };
}

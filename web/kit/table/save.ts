// A file that is written while it comes: straight to the disk where the browser can, otherwise gathered and handed over at the end.

type Sink = {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** All is there. */
  close(): Promise<void>;
  /** It is of no use: nothing is left behind. */
  drop(): Promise<void>;
};

type Picker = (options: { suggestedName: string }) => Promise<{
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}>;

/** Hands bytes to the browser as a file. */
export function saveAs(parts: BlobPart[], name: string, type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Where the bytes go. Throws an AbortError when the person changes their mind in the browser's dialog. */
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

/** Counts the rows of a CSV or NDJSON as its bytes come; a line break within quotes is part of a cell. */
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

// The tray: the files that are about to be sent in each conversation. They are made smaller and uploaded at once, and sent as messages in their order.
import { useEffect, useSyncExternalStore } from "react";
import { i18n } from "../../../kit/i18n.ts";
import { newKey } from "../../../kit/new-key.ts";
import type { OutboundMessage } from "../sending.ts";
import { sizeInWords } from "./file.ts";
import { forget, type KeptFile, keep, keptIn } from "./kept-files.ts";
import { MAX_PHOTO_BYTES, maxBytes, type SentAs, sentAs } from "./limits.ts";
import { renamed, shrinkPhoto, UnreadablePhoto } from "./shrink.ts";
import { type Upload, upload } from "./upload.ts";

/** `preparing`: made smaller. `refused`: WhatsApp would not take it. `failed`: the upload can be tried again. */
type State = "preparing" | "uploading" | "uploaded" | "refused" | "failed";

/** A file in the tray. `progress`: the share that is uploaded, 0 to 1. `error`: why it was refused or failed. */
export type Item = Omit<KeptFile, "conversation" | "order"> & {
  as: SentAs;
  state: State;
  progress: number;
  error: string | null;
  preview: string | null;
};

type Tray = { items: readonly Item[]; isSending: boolean };
type Provider = keyof typeof maxBytes;

/** An uploaded file that no message refers to is deleted after a day; it is uploaded anew before that. */
const UPLOAD_LIVES_MS = 20 * 3_600_000;

const empty: Tray = { items: [], isSending: false };
const trays = new Map<number, Tray>();
const watchers = new Set<() => void>();
const running = new Map<string, AbortController>();
const read = new Set<number>();

const trayOf = (conversation: number): Tray => trays.get(conversation) ?? empty;

function set(conversation: number, change: Partial<Tray>): void {
  trays.set(conversation, { ...trayOf(conversation), ...change });
  for (const watcher of watchers) watcher();
}

const itemOf = (conversation: number, key: string) => trayOf(conversation).items.find((one) => one.key === key);

function update(conversation: number, key: string, change: Partial<Item>): void {
  const { items } = trayOf(conversation);
  set(conversation, { items: items.map((one) => (one.key === key ? { ...one, ...change } : one)) });
}

/** Keeps the files in the browser as they are now; refused ones are not kept. */
function save(conversation: number): void {
  for (const [order, item] of trayOf(conversation).items.entries()) {
    const { key, name, blob, voice, caption, upload, uploadedAt, state } = item;
    if (state !== "refused") void keep({ key, conversation, order, name, blob, voice, caption, upload, uploadedAt });
  }
}

/** The tray of a conversation. Files that an earlier page left there are brought back. */
export function useTray(conversation: number, provider: Provider | undefined): Tray {
  useEffect(() => {
    if (!provider || read.has(conversation)) return;
    read.add(conversation);
    void restore(conversation, provider);
  }, [conversation, provider]);
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => trayOf(conversation),
  );
}

async function restore(conversation: number, provider: Provider): Promise<void> {
  const kept = await keptIn(conversation);
  const known = new Set(trayOf(conversation).items.map(({ key }) => key));
  const items = kept.filter(({ key }) => !known.has(key)).map((one) => itemFrom(one, provider));
  if (items.length === 0) return;
  set(conversation, { items: [...items, ...trayOf(conversation).items] });
  for (const item of items) if (item.state !== "uploaded") void uploadItem(conversation, item.key);
}

function itemFrom({ conversation: _, order: __, ...kept }: KeptFile, provider: Provider): Item {
  const isFresh = kept.uploadedAt !== null && Date.now() - kept.uploadedAt < UPLOAD_LIVES_MS;
  const as = sentAs(kept.blob.type);
  const isTooLarge = kept.blob.size > maxBytes[provider][as];
  return {
    ...kept,
    upload: isFresh ? kept.upload : null,
    as,
    state: isFresh && kept.upload ? "uploaded" : isTooLarge ? "refused" : "uploading",
    progress: 0,
    error: isTooLarge ? tooLarge(as, kept.blob.size, provider) : null,
    preview: previewOf(as, kept.blob),
  };
}

const previewOf = (as: SentAs, blob: Blob): string | null =>
  as === "image" || as === "video" ? URL.createObjectURL(blob) : null;

const tooLarge = (as: SentAs, size: number, provider: Provider): string =>
  i18n.t(`files:too_large_${as}`, { size: sizeInWords(size), most: sizeInWords(maxBytes[provider][as]) });

/** Puts files into a conversation's tray, makes photos smaller, and uploads them. Returns their keys. */
export function add(conversation: number, provider: Provider, files: readonly File[], voice = false): string[] {
  const items = files.map((file): Item => {
    const as = sentAs(file.type);
    const name = file.name || `${as}.${file.type.split(/[/;+]/)[1] ?? "bin"}`;
    const plain = { key: newKey(), name, blob: file, voice, caption: "", upload: null, uploadedAt: null };
    return { ...plain, as, state: "preparing", progress: 0, error: null, preview: null };
  });
  set(conversation, { items: [...trayOf(conversation).items, ...items] });
  void prepareAll(conversation, provider, items);
  return items.map(({ key }) => key);
}

/** One after the other: a large photo takes much memory while it is drawn. */
async function prepareAll(conversation: number, provider: Provider, items: readonly Item[]): Promise<void> {
  for (const item of items) {
    if (!itemOf(conversation, item.key)) continue;
    const ready = await prepare(item, provider);
    if (!itemOf(conversation, item.key)) continue;
    update(conversation, item.key, ready);
    save(conversation);
    if (ready.state === "uploading") void uploadItem(conversation, item.key);
  }
}

/** A file as it is to be uploaded, or why it cannot be. */
async function prepare({ as, blob, name }: Item, provider: Provider): Promise<Partial<Item>> {
  const refused = (error: string) => ({ state: "refused", error }) as const;
  const most = maxBytes[provider][as];
  if (blob.size === 0) return refused(i18n.t("files:is_empty"));
  if (as !== "image")
    return blob.size > most
      ? refused(tooLarge(as, blob.size, provider))
      : { state: "uploading", preview: previewOf(as, blob) };
  if (blob.size > MAX_PHOTO_BYTES) return refused(tooLarge(as, blob.size, provider));
  try {
    const small = await shrinkPhoto(blob, most);
    return { state: "uploading", blob: small, name: renamed(name, small.type), preview: previewOf(as, small) };
  } catch (error) {
    if (error instanceof UnreadablePhoto) return refused(i18n.t("files:unreadable_photo"));
    throw error;
  }
}

/** Uploads a file of the tray; also to try again. */
export async function uploadItem(conversation: number, key: string): Promise<void> {
  const item = itemOf(conversation, key);
  if (!item) return;
  const controller = new AbortController();
  running.set(key, controller);
  update(conversation, key, { state: "uploading", progress: 0, error: null });
  try {
    const onProgress = (progress: number) => update(conversation, key, { progress });
    const done: Upload = await upload(item.blob, item.name, { onProgress, signal: controller.signal });
    update(conversation, key, { state: "uploaded", upload: done, uploadedAt: Date.now(), progress: 1 });
    save(conversation);
  } catch (error) {
    if (controller.signal.aborted) return;
    update(conversation, key, { state: "failed", error: (error as Error).message });
  } finally {
    running.delete(key);
  }
}

/** Takes a file out of the tray; an upload that is under way ends. */
export function remove(conversation: number, key: string): void {
  running.get(key)?.abort();
  const preview = itemOf(conversation, key)?.preview;
  if (preview) URL.revokeObjectURL(preview);
  set(conversation, { items: trayOf(conversation).items.filter((one) => one.key !== key) });
  void forget(key);
}

export function setCaption(conversation: number, key: string, caption: string): void {
  update(conversation, key, { caption });
  save(conversation);
}

/** Moves a file one place up (-1) or down (1). */
export function move(conversation: number, key: string, by: -1 | 1): void {
  const items = [...trayOf(conversation).items];
  const from = items.findIndex((one) => one.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= items.length) return;
  [items[from], items[to]] = [items[to]!, items[from]!];
  set(conversation, { items });
  save(conversation);
}

/** Resolves once a file's upload is over, however it ended. */
function uploadOver(conversation: number, key: string): Promise<Item | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      const item = itemOf(conversation, key);
      if (item && (item.state === "preparing" || item.state === "uploading")) return;
      watchers.delete(look);
      resolve(item);
    };
    watchers.add(look);
    look();
  });
}

/**
 * Sends files of the tray (all of them, if not told which) as messages, each after the one before; waits for uploads that are under way. One that was
 * not uploaded stops it: that one and what comes after it stay in the tray. `first` goes with the first message.
 */
export async function sendAll(
  conversation: number,
  post: (message: OutboundMessage) => Promise<void>,
  first: Partial<OutboundMessage>,
  keys: readonly string[] = trayOf(conversation).items.map(({ key }) => key),
): Promise<void> {
  if (trayOf(conversation).isSending) return;
  set(conversation, { isSending: true });
  try {
    let more = first;
    for (const key of keys) {
      const item = await uploadOver(conversation, key);
      if (!item) continue;
      if (item.state !== "uploaded" || !item.upload) return;
      const posted = post({ media: mediaOf(item, item.upload), ...more });
      more = {};
      remove(conversation, key);
      await posted;
    }
  } finally {
    set(conversation, { isSending: false });
  }
}

/** A file as a message names it. */
function mediaOf({ as, name, voice, caption }: Item, { id }: Upload): NonNullable<OutboundMessage["media"]> {
  return {
    id,
    filename: name,
    ...(voice ? { voice } : {}),
    // WhatsApp shows no words below audio.
    ...(caption.trim() !== "" && as !== "audio" ? { caption: caption.trim() } : {}),
  };
}

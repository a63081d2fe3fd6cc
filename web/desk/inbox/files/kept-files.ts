// Files that are not sent yet, kept in the browser (IndexedDB) so that leaving the page loses none. Where the browser keeps nothing, they live as
// long as the page.
import type { Upload } from "./upload.ts";

/** A file in a conversation's reply box. `order`: its place among them. `uploadedAt`: in milliseconds. */
export type KeptFile = {
  key: string;
  conversation: number;
  order: number;
  name: string;
  blob: Blob;
  voice: boolean;
  caption: string;
  upload: Upload | null;
  uploadedAt: number | null;
};

const STORE = "files";
let opening: Promise<IDBDatabase | null> | null = null;

function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open("bellhop.unsent", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

/** Does something with the store; null where the browser has none or refuses. */
async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const db = await database();
  if (!db) return null;
  return new Promise((resolve) => {
    try {
      const request = act(db.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** The files of a conversation, in their order. */
export async function keptIn(conversation: number): Promise<KeptFile[]> {
  const all = (await inStore<KeptFile[]>("readonly", (store) => store.getAll())) ?? [];
  return all.filter((one) => one.conversation === conversation).sort((a, b) => a.order - b.order);
}

export const keep = async (file: KeptFile): Promise<void> =>
  void (await inStore("readwrite", (store) => store.put(file)));

export const forget = async (key: string): Promise<void> =>
  void (await inStore("readwrite", (store) => store.delete(key)));

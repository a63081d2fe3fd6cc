// Keyboard shortcuts: components register theirs, and `?` shows all. A shortcut is one key, or two in a row ("g i").
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

export type Key = {
  /** `j`, `?`, `Enter`, `Escape`, `mod+Enter` (Ctrl, or Cmd on a Mac), or two in a row: `g i`. */
  keys: string;
  /** What it does, in the user's language. */
  label: string;
  run(event: KeyboardEvent): void;
  /** Works while the focus is in a text field too. */
  typing?: boolean;
  /** Only listed: a field handles the key itself, or it works only once something is open. */
  shownOnly?: boolean;
};
export type KeyGroup = { title: string; keys: readonly Key[] };

let groups: readonly KeyGroup[] = [];
const watchers = new Set<() => void>();
const setting = "bellhop.keys";
let first: { key: string; at: number } | null = null;

function change(next: readonly KeyGroup[]): void {
  groups = next;
  for (const watcher of watchers) watcher();
}

/** Whether shortcuts of a single key are on in this browser; those with mod always are. */
export const keysAreOn = (): boolean => localStorage.getItem(setting) !== "off";
export const turnKeys = (on: boolean): void => localStorage.setItem(setting, on ? "on" : "off");

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The pressed key in the notation of this file. */
function nameOf(event: KeyboardEvent): string {
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.key}`;
}

/** Whether a modal dialog is open. Checked before the dialog handles the key, which may close it. */
let isCovered = false;
/** Whether a menu or a list of options is open: then Escape closes only that. */
let isChoosing = false;
function beforeKey(): void {
  isCovered = document.querySelector("[aria-modal=true]") !== null;
  isChoosing = [...document.querySelectorAll("[role=menu], [role=listbox]")].some((one) => one.checkVisibility());
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target);
  const name = nameOf(event);
  if (name === "Escape" && isChoosing) return;
  const plain = !name.startsWith("mod+") && name.length === 1;
  if (plain && !keysAreOn()) return;
  const pair = first && Date.now() - first.at < 1_200 ? `${first.key} ${name}` : null;
  first = null;
  const inDialog = isCovered || (event.target instanceof HTMLElement && event.target.closest("[role=dialog]") !== null);
  // The latest registered come first: a dialog before its page, a page before the shell.
  const all = groups
    .toReversed()
    .flatMap((group) => group.keys)
    .filter((one) => !one.shownOnly);
  const found = all.find((one) => (one.keys === pair || one.keys === name) && (one.typing || (!typing && !inDialog)));
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (!typing && all.some((one) => one.keys.startsWith(`${name} `))) first = { key: name, at: Date.now() };
}

/** Registers shortcuts under a title while the component is mounted. Their handlers may change from render to render. */
export function useKeys(title: string, keys: readonly Key[]): void {
  const latest = useRef(keys);
  // As a layout effect, so that a shortcut acts on what is already on the screen.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  const shape = keys.map((one) => `${one.keys}\t${one.label}\t${one.shownOnly ? "shown" : ""}`).join("\n");
  useEffect(() => {
    const group: KeyGroup = {
      title,
      keys: shape.split("\n").flatMap((line) => {
        const [of, label, shown] = line.split("\t") as [string, string, string];
        const known = () => latest.current.find((one) => one.keys === of);
        return line === ""
          ? []
          : [
              {
                keys: of,
                label,
                run: (event) => known()?.run(event),
                typing: known()?.typing,
                shownOnly: shown !== "",
              },
            ];
      }),
    };
    if (groups.length === 0) {
      window.addEventListener("keydown", beforeKey, { capture: true });
      document.addEventListener("keydown", onKey);
    }
    change([...groups, group]);
    return () => {
      change(groups.filter((one) => one !== group));
      if (groups.length === 0) {
        window.removeEventListener("keydown", beforeKey, { capture: true });
        document.removeEventListener("keydown", onKey);
      }
    };
  }, [title, shape]);
}

/** All active shortcuts. */
export const useAllKeys = (): readonly KeyGroup[] =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => groups,
  );

// Canned replies: "/" at the start of the reply box lists them, more letters narrow the list, Enter takes one.
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../api/query.ts";
import { lazyPart } from "../../kit/lazy-part.ts";
import styles from "./composer.module.css";
import type { Detail } from "./data.ts";
import { filledTemplate } from "./kinds/saved.ts";
import { kindName } from "./people.ts";
import type { OutboundMessage } from "./sending.ts";
import { SendTemplate } from "./TemplateStart.tsx";

type Reply = Brought<"/api/inbox/canned">["canned"][number];

const CannedLook = lazyPart("kinds", () => import("./kinds/CannedLook.tsx"));

export type Canned = {
  /** Null if the text does not ask for a canned reply. */
  found: readonly Reply[] | null;
  at: number;
  /** One with more than text that was chosen, to be looked at; null for none. */
  looked: Reply | null;
  /** Ends the look. */
  close(): void;
  choose(reply: Reply): void;
  /** Returns true if the list handled the key. */
  onKey(event: KeyboardEvent): boolean;
};

/** The most rows shown. */
const MAX_SHOWN = 40;

/** `take` is given the text of the chosen one; it is empty for one with more than text, which is looked at first. */
export function useCanned(text: string, take: (text: string) => void): Canned {
  // The text for which Escape closed the list; it stays closed until the text changes.
  const [closed, close] = useState<string | null>(null);
  const asked = text === closed ? undefined : /^\/([^\s/]*)$/.exec(text)?.[1]?.toLowerCase();
  const list = useQuery({ ...read("/api/inbox/canned"), enabled: asked !== undefined });
  const [at, move] = useState(0);
  const [looked, look] = useState<Reply | null>(null);
  const found =
    asked === undefined || !list.data
      ? null
      : list.data.canned
          .filter(
            ({ shortcut, text: words }) =>
              shortcut.toLowerCase().startsWith(asked) || (asked.length > 2 && words.toLowerCase().includes(asked)),
          )
          .slice(0, MAX_SHOWN);
  const now = Math.min(at, Math.max(0, (found?.length ?? 0) - 1));
  const choose = (reply: Reply) => {
    const isText = !reply.content && !reply.media && !reply.template;
    take(isText ? reply.text : "");
    if (!isText) look(reply);
    move(0);
  };
  return {
    found,
    at: now,
    choose,
    looked,
    close: () => look(null),
    onKey(event) {
      // Enter chooses from a list that is still coming: the short name must not go out as a message.
      if (event.key === "Enter" && list.isLoading) {
        event.preventDefault();
        return true;
      }
      if (!found || found.length === 0) return false;
      if (event.key === "ArrowDown") move((now + 1) % found.length);
      else if (event.key === "ArrowUp") move((now + found.length - 1) % found.length);
      else if (event.key === "Escape") close(text);
      else if (event.key === "Enter" || event.key === "Tab") choose(found[now]!);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

type ListProps = {
  canned: Canned;
  /** Replaces the placeholders of a text. */
  fill(text: string): string;
  one: Detail | undefined;
  send(message: OutboundMessage): void;
};

/** The list above the reply box, and the look at a chosen one with more than text. */
export function CannedList({ canned, fill, one, send }: ListProps) {
  const { t } = useTranslation("inbox");
  const provider = one?.channel.provider;
  if (canned.looked?.template && one)
    return (
      <Suspense>
        <SendTemplate
          one={one}
          start={filledTemplate(canned.looked.template, fill)}
          send={async (message) => send(message)}
          onClose={canned.close}
        />
      </Suspense>
    );
  if (canned.looked)
    return (
      <Suspense>
        <CannedLook of={canned.looked} fill={fill} provider={provider} send={send} onClose={canned.close} />
      </Suspense>
    );
  if (!canned.found) return null;
  return (
    <div className={styles.canned} role="listbox" aria-label={t("canned_title")}>
      {canned.found.length === 0 ? <p className="quiet">{t("canned_none")}</p> : null}
      {canned.found.map((reply, n) => (
        <button
          key={reply.id}
          ref={n === canned.at ? (one) => one?.scrollIntoView({ block: "nearest" }) : undefined}
          type="button"
          role="option"
          aria-selected={n === canned.at}
          className={n === canned.at ? styles.cannedOn : styles.cannedRow}
          onMouseDown={(event) => {
            event.preventDefault();
            canned.choose(reply);
          }}
        >
          <strong>/{reply.shortcut}</strong>
          <span className="cut">
            {fill(reply.text) ||
              reply.media?.filename ||
              kindName(reply.media?.type ?? reply.content?.type ?? "text", t)}
          </span>
        </button>
      ))}
    </div>
  );
}

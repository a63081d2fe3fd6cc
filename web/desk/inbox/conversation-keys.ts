// The keyboard shortcuts of an open conversation. `?` lists them even before one is open.
import { useTranslation } from "react-i18next";
import { useKeys } from "../../kit/keys.ts";

const keys = [
  { keys: "e", label: "key_done", changes: true },
  { keys: "r", label: "key_reply", changes: true },
  { keys: "n", label: "key_note", changes: true },
  { keys: "a", label: "key_assign", changes: true },
  { keys: "u", label: "key_unread", changes: true },
  { keys: "b", label: "key_bot", changes: true },
  { keys: "i", label: "key_details", changes: false },
  { keys: "Escape", label: "key_close", changes: false },
] as const;

/** The action of each key. */
type Run = Record<(typeof keys)[number]["keys"], () => void>;

/** Registers the shortcuts; without `run` they are only listed. `can`: whether the viewer may change something. */
export function useConversationKeys({ can, run }: { can: boolean; run: Run | null }): void {
  const { t } = useTranslation("inbox");
  useKeys(
    t("keys_conversation"),
    keys
      .filter(({ changes }) => can || !changes)
      .map(({ keys: name, label }) => ({
        keys: name,
        label: t(label),
        run: () => run?.[name](),
        shownOnly: run === null,
      })),
  );
  const nothing = { run: () => {}, shownOnly: true };
  useKeys(
    t("keys_writing"),
    can
      ? [
          { keys: "Enter", label: t("key_send"), ...nothing },
          { keys: "Shift+Enter", label: t("key_line"), ...nothing },
          { keys: "/", label: t("key_canned"), ...nothing },
          { keys: "Escape", label: t("key_leave"), ...nothing },
        ]
      : [],
  );
}

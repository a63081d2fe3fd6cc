// Since when a contact wants no marketing, and how that is known.
import { useTranslation } from "react-i18next";
import type { Brought } from "../../api/query.ts";
import { time } from "../../kit/format.ts";

/** An opt-out that stands. */
export type OptOut = NonNullable<Brought<"/api/contacts/{id}">["opt_out"]>;

export function OptOutText({ of: { since, source, note, made_by } }: { of: OptOut }) {
  const { t } = useTranslation("opt-outs");
  const name = made_by?.replace(/^[a-z]+:/, "") ?? "";
  return (
    <>
      <strong>{t("wants_none", { at: time(since, "date") })}</strong>{" "}
      <span>
        ({t(`by_${source}`, { name, note: note ?? "STOP" })}
        {source === "staff" && note ? `: ${note}` : ""})
      </span>
    </>
  );
}

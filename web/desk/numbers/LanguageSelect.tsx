// In which language the bot talks to people of a number whose own is not known.
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { type Language, languageChoices } from "../../kit/language-names.ts";
import { useCan } from "../../kit/session.ts";
import type { OwnNumber } from "./number.ts";

export function LanguageSelect({ of, name }: { of: OwnNumber; name: string }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const set = useAction(
    (language: Language) =>
      ok(api.PUT("/api/numbers/{id}/language", { params: { path: { id: of.id } }, body: { language } })),
    { touches: ["/api/numbers"] },
  );
  return (
    <Select
      label={t("language")}
      description={t("language_hint")}
      aria-label={t("language_of", { number: name })}
      data={languageChoices()}
      value={set.isPending ? set.variables : of.language}
      allowDeselect={false}
      readOnly={!can("admin")}
      onChange={(language) => language && set.mutate(language as Language)}
    />
  );
}

// In which language the bot talks to the contact: chosen here or by the person, or found from what they write.
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Language, languageChoices } from "../../kit/language-names.ts";
import { toast } from "../../kit/toasts.tsx";
import type { Change, Detail } from "./data.ts";

type Props = { contact: NonNullable<Detail["contact"]>; change: Change; can: boolean };

export function LanguageField({ contact, change, can }: Props) {
  const { t } = useTranslation("inbox");
  return (
    <Select
      label={t("language")}
      placeholder={t("language_unknown")}
      description={contact.language !== null && !contact.language_chosen ? t("language_found") : undefined}
      data={languageChoices()}
      value={contact.language}
      clearable={can}
      readOnly={!can}
      clearButtonProps={{ "aria-label": t("language_unknown") }}
      onChange={(language) => void change({ contact_language: language as Language | null }).catch(toast.failed)}
    />
  );
}

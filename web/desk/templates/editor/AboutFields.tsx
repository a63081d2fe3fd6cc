// For which account a template is, what it is called, and its language and category. They are chosen once.
import { Radio, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { templateLengths } from "../../../api/lists.ts";
import type { Brought } from "../../../api/query.ts";
import { phone } from "../../../kit/format.ts";
import { numbered } from "./draft.ts";
import { type Editor, Line } from "./fields.tsx";
import { languageOptions } from "./languages.ts";

export type OwnNumber = Brought<"/api/numbers">["numbers"][number];

/** A name as Meta takes it, as far as one can guess what was meant. */
const asName = (typed: string): string => typed.toLowerCase().replaceAll(/[\s-]+/g, "_");

export function AboutFields({ editor, numbers }: { editor: Editor; numbers: readonly OwnNumber[] }) {
  const { t } = useTranslation(["template-editor", "templates"]);
  const { draft, provider, change, faultAt, leave } = editor;
  const choose = (id: string | null) => {
    const channel = numbers.find((one) => String(one.id) === id);
    if (!channel) return;
    const isOther = channel.provider !== provider;
    const mustNumber = isOther && (channel.provider === "twilio" || draft.parameter_format === "positional");
    change({ ...(mustNumber ? numbered(draft, provider, channel.provider) : {}), channel: channel.id });
  };
  return (
    <>
      <Select
        label={t("number")}
        description={t("number_hint")}
        placeholder={t("number_choose")}
        allowDeselect={false}
        data={numbers.map((one) => ({
          value: String(one.id),
          label: `${t(`templates:provider_${one.provider}`)} ${one.number ? phone(one.number) : one.external_id}`,
        }))}
        value={draft.channel === null ? null : String(draft.channel)}
        onChange={choose}
      />
      <Line
        editor={editor}
        path="name"
        label={t("name")}
        hint={t("name_hint")}
        most={templateLengths.name}
        value={draft.name}
        onChange={(typed) => {
          leave("name");
          change({ name: asName(typed) });
        }}
      />
      <Select
        label={t("language")}
        description={t("language_hint")}
        searchable
        allowDeselect={false}
        data={languageOptions(draft.language)}
        value={draft.language}
        error={faultAt("language")}
        onChange={(language) => language && change({ language })}
      />
      <CategoryField editor={editor} />
    </>
  );
}

/** The category, with Meta's rules for each. */
function CategoryField({ editor: { draft, change, faultAt } }: { editor: Editor }) {
  const { t } = useTranslation(["template-editor", "templates"]);
  return (
    <Radio.Group
      label={t("category")}
      description={t("category_hint")}
      error={faultAt("category")}
      value={draft.category}
      onChange={(category) => change({ category: category as typeof draft.category })}
    >
      {(["utility", "marketing"] as const).map((category) => (
        <Radio
          key={category}
          mt="sm"
          value={category}
          label={t(`templates:category_${category}`)}
          description={t(`templates:category_${category}_hint`)}
        />
      ))}
    </Radio.Group>
  );
}

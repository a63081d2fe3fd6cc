// Asks for the category with which a template of Twilio's is submitted, or for another one of a template that Meta rejected or paused.
import { Radio } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import type { Template } from "./template.ts";

/** The categories of templates that are written here. */
const choices = ["utility", "marketing"] as const;
type Choice = (typeof choices)[number];

export default function CategoryDialog({ of, onClose }: { of: Template; onClose(): void }) {
  const { t } = useTranslation("templates");
  const isSubmitted = of.status === "unsubmitted";
  const [category, setCategory] = useState<Choice>(of.category === "utility" && !isSubmitted ? "marketing" : "utility");
  const save = useAction(
    () => {
      const params = { path: { id: of.id } };
      return isSubmitted
        ? ok(api.POST("/api/templates/{id}/submit", { params, body: { category } }))
        : ok(api.PATCH("/api/templates/{id}", { params, body: { category } }));
    },
    { touches: ["/api/templates"], done: t("submitted"), quiet: true },
  );
  return (
    <FormDialog
      title={t(isSubmitted ? "submit_title" : "category_title", { name: of.name })}
      submit={t("submit")}
      onSubmit={() => save.mutateAsync()}
      onClose={onClose}
    >
      <p>{t(isSubmitted ? "submit_hint" : "category_change_hint")}</p>
      <Radio.Group label={t("col_category")} value={category} onChange={(next) => setCategory(next as Choice)}>
        {choices.map((one) => (
          <Radio
            key={one}
            mt="sm"
            value={one}
            disabled={!isSubmitted && one === of.category}
            label={t(`category_${one}`)}
            description={t(`category_${one}_hint`)}
          />
        ))}
      </Radio.Group>
    </FormDialog>
  );
}

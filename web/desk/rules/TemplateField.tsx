// A template as the answer of a rule or a canned reply: which one, and its values beside what the customer sees.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Shown } from "../../kit/states.tsx";
import { ValueFields } from "../templates/FillIn.tsx";
import { Preview } from "../templates/Preview.tsx";
import { faultsOf, inputsOf, type Template } from "../templates/template.ts";
import type { Answer } from "./answer.ts";

/** `channel`: the number on which it is sent; null: any. */
export function TemplateField({ answer, channel }: { answer: Answer; channel: number | null }) {
  const { t } = useTranslation(["rules", "templates"]);
  const list = useQuery(read("/api/templates", channel === null ? {} : { query: { channel } }));
  return (
    <Shown of={list}>
      {({ templates }) => {
        const { chosen, values } = answer.templateIn(templates);
        return (
          <>
            <Select
              label={t("template")}
              description={t("template_hint", { name: "{{name}}" })}
              placeholder={t("templates:find")}
              nothingFoundMessage={t("templates:none_found")}
              searchable
              allowDeselect={false}
              data={templates
                .filter((one) => one.sendable || one.id === chosen?.id)
                .map((one) => ({
                  value: String(one.id),
                  label: labelOf(one, t(`templates:provider_${one.provider}`)),
                }))}
              value={chosen ? String(chosen.id) : null}
              onChange={(id) =>
                answer.setTemplate({ template: templates.find((one) => String(one.id) === id)!, values: {} })
              }
            />
            {chosen ? (
              <>
                <ValueFields
                  inputs={inputsOf(chosen)}
                  values={values}
                  faultAt={(key) => {
                    const fault = faultsOf(chosen, values)[key];
                    return fault === "empty" ? undefined : fault;
                  }}
                  onChange={(next) => answer.setTemplate({ template: chosen, values: next })}
                />
                <Preview of={chosen} values={values} />
              </>
            ) : null}
          </>
        );
      }}
    </Shown>
  );
}

const labelOf = ({ name, language }: Template, provider: string): string => `${name} · ${language} · ${provider}`;

// The editor of templates: a new one, one that begins as a copy or as the text of an occasion, or an existing one.
import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { Shown } from "../../../kit/states.tsx";
import { TemplateTabs } from "../tabs.tsx";
import type { Template } from "../template.ts";
import type { OwnNumber } from "./AboutFields.tsx";
import { blank, type Draft, draftOf, numbered, ofOccasion } from "./draft.ts";
import { Form } from "./Form.tsx";

export default function TemplateEditorPage() {
  const { t } = useTranslation("template-editor");
  const { templateId } = useParams({ strict: false }) as { templateId?: string };
  const [{ copy, occasion, language = "" }] = useAddress();
  const numbers = useQuery(read("/api/numbers"));
  return (
    <Shown of={numbers}>
      {({ numbers: all }) => {
        const own = all.filter(({ configured_by: by }) => by !== null);
        if (own.length === 0)
          return (
            <Page title={t("title_new")} tabs={<TemplateTabs />}>
              <Alert color="brass">{t("no_numbers")}</Alert>
            </Page>
          );
        if (templateId !== undefined)
          return <FromTemplate key={templateId} id={Number(templateId)} numbers={own} isEdit />;
        if (copy !== undefined) return <FromTemplate key={copy} id={Number(copy)} numbers={own} isEdit={false} />;
        if (occasion !== undefined)
          return <FromOccasion key={occasion} name={occasion} language={language} numbers={own} />;
        return <NewTemplate start={blank} storageKey="new" numbers={own} />;
      }}
    </Shown>
  );
}

type NewProps = { start: Draft; storageKey: string; numbers: readonly OwnNumber[] };

function NewTemplate({ start, storageKey, numbers }: NewProps) {
  const { t } = useTranslation("template-editor");
  const number = numbers.find(({ id }) => id === start.channel) ?? numbers[0]!;
  const isForTwilio = start.channel === null && number.provider === "twilio";
  const draft = { ...(isForTwilio ? numbered(start, "meta", "twilio") : start), channel: number.id };
  return (
    <Page title={t("title_new")} tabs={<TemplateTabs />}>
      <Form start={draft} storageKey={storageKey} numbers={numbers} edited={null} />
    </Page>
  );
}

type FromTemplateProps = { id: number; numbers: readonly OwnNumber[]; isEdit: boolean };

function FromTemplate({ id, numbers, isEdit }: FromTemplateProps) {
  const { t } = useTranslation("template-editor");
  const template = useQuery(read("/api/templates/{id}", { path: { id } }));
  return (
    <Shown of={template}>
      {(one) => {
        const start = draftOf(one, channelOf(one, numbers));
        if (!isEdit)
          return (
            <NewTemplate start={{ ...start, name: `${one.name}_copy` }} storageKey={`copy.${id}`} numbers={numbers} />
          );
        return (
          <Page title={t("title_edit", { name: one.name })} tabs={<TemplateTabs />}>
            <Form start={start} storageKey={String(id)} numbers={numbers} edited={one} />
          </Page>
        );
      }}
    </Shown>
  );
}

const channelOf = ({ provider, account_id }: Template, numbers: readonly OwnNumber[]): number | null =>
  numbers.find((one) => one.provider === provider && one.account_id === account_id)?.id ?? null;

function FromOccasion({ name, language, numbers }: { name: string; language: string; numbers: readonly OwnNumber[] }) {
  const occasions = useQuery(read("/api/templates/occasions"));
  return (
    <Shown of={occasions}>
      {({ occasions: all }) => {
        const occasion = all.find((one) => one.name === name);
        const start = occasion ? ofOccasion(occasion, language) : blank;
        return <NewTemplate start={start} storageKey={`occasion.${name}.${language}`} numbers={numbers} />;
      }}
    </Shown>
  );
}

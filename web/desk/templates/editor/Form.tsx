// The form that writes a template, beside what the customer will see. What is typed is kept in the browser until it is submitted or discarded.
import { Alert, Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { confirm } from "../../../kit/confirm.tsx";
import { Sheet } from "../../../kit/Page.tsx";
import { Preview } from "../Preview.tsx";
import type { Template } from "../template.ts";
import { AboutFields, type OwnNumber } from "./AboutFields.tsx";
import { ButtonFields } from "./ButtonFields.tsx";
import { type Draft, type Provider, previewValues, type Written, written } from "./draft.ts";
import styles from "./editor.module.css";
import { useFaults } from "./faults.ts";
import type { Editor } from "./fields.tsx";
import * as kept from "./kept.ts";
import { MessageFields } from "./MessageFields.tsx";
import { EditNotice, KeptNotice } from "./notices.tsx";

type Props = {
  /** What it begins with, unless something was begun before under the key. */
  start: Draft;
  storageKey: string;
  numbers: readonly OwnNumber[];
  /** The template that is edited; null: a new one. */
  edited: Template | null;
};

export function Form({ start, storageKey, numbers, edited }: Props) {
  const { t } = useTranslation(["template-editor", "kit"]);
  const { draft, isKept, change, startAnew, forget } = useDraft(start, storageKey);
  const provider = edited?.provider ?? numbers.find(({ id }) => id === draft.channel)?.provider ?? "meta";
  const id = edited?.id ?? null;
  const body = useMemo(() => written(draft, provider, id), [draft, provider, id]);
  const { tried, check, ...faults } = useFaults(body);
  const editor: Editor = { draft, provider, id, change, ...faults };
  const { form, submit, saving } = useSubmit(body, edited, check, forget);
  const discard = useDiscard(storageKey, id);
  return (
    <form
      ref={form}
      className={styles.page}
      onSubmit={(event) => {
        event.preventDefault();
        submit(true);
      }}
      noValidate
    >
      <div className={styles.fields}>
        {isKept ? <KeptNotice onStartAnew={startAnew} /> : null}
        {edited ? <EditNotice of={edited} /> : null}
        {edited ? null : (
          <Sheet title={t("part_about")}>
            <div className={styles.part}>
              <AboutFields editor={editor} numbers={numbers} />
            </div>
          </Sheet>
        )}
        <Sheet title={t("part_message")}>
          <div className={styles.part}>
            <MessageFields editor={editor} />
          </div>
        </Sheet>
        <Sheet title={t("part_buttons")}>
          <div className={styles.part}>
            <ButtonFields editor={editor} />
          </div>
        </Sheet>
      </div>
      <div className={styles.beside}>
        <Preview of={shown(body)} values={previewValues(draft, provider)} file={draft.header.file?.name} />
        {saving.error ? (
          <Alert color="red">
            {[saving.error.message, ...(edited ? withoutField(tried) : [])].map((text) => (
              <div key={text}>{text}</div>
            ))}
          </Alert>
        ) : null}
        <Buttons provider={provider} isNew={!edited} saving={saving} submit={submit} discard={discard} />
        {edited ? null : <p className={styles.hint}>{t("review_hint")}</p>}
        <p className={styles.hint}>{t("kept_hint")}</p>
      </div>
    </form>
  );
}

type ButtonsProps = Pick<ReturnType<typeof useSubmit>, "saving" | "submit"> & {
  provider: Provider;
  isNew: boolean;
  discard(): Promise<void>;
};

/** A new Content of Twilio's may be kept without a review; an edited one is, until it is submitted. */
function Buttons({ provider, isNew, saving, submit, discard }: ButtonsProps) {
  const { t } = useTranslation("template-editor");
  const isAtTwilio = provider === "twilio";
  return (
    <div className={styles.actions}>
      <Button type="submit" loading={saving.isPending && saving.variables}>
        {t(isAtTwilio && !isNew ? "save_edit" : "submit")}
      </Button>
      {isAtTwilio && isNew ? (
        <Button variant="default" loading={saving.isPending && !saving.variables} onClick={() => submit(false)}>
          {t("save_unreviewed")}
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" onClick={() => void discard()}>
        {t("discard")}
      </Button>
    </div>
  );
}

/** The faults of what an existing template cannot change, which has no field. */
const withoutField = (faults: readonly { path: string; message: string }[]): string[] =>
  faults.filter(({ path }) => /^(name|language|category)$/.test(path)).map(({ message }) => message);

/** What the customer will see. */
const shown = ({ header, body, footer, buttons = [] }: Written) => ({
  header: { format: header?.format ?? "none", text: header?.text ?? null, variables: [], example: null },
  body: { text: body.text, variables: [] },
  footer: footer ?? null,
  buttons: buttons.map(({ type, text = "", url = null, phone = null }) => ({
    ...{ type, text, url, phone, variable: null, example: null },
  })),
});

/** The draft, kept in the browser at each change. */
function useDraft(start: Draft, key: string) {
  const [isKept, setKept] = useState(() => kept.read(key) !== null);
  const [draft, setDraft] = useState(() => kept.read(key) ?? start);
  const change = (some: Partial<Draft>) =>
    setDraft((before) => {
      const next = { ...before, ...some };
      kept.keep(key, next);
      return next;
    });
  const forget = () => kept.forget(key);
  const startAnew = () => {
    forget();
    setDraft(start);
    setKept(false);
  };
  return { draft, isKept, change, startAnew, forget };
}

/** Forgets what was typed, after a question, and goes back to the list. */
function useDiscard(storageKey: string, id: number | null) {
  const { t } = useTranslation("template-editor");
  const navigate = useNavigate();
  return async () => {
    const isSure =
      !kept.read(storageKey) || (await confirm({ title: t("discard_sure"), yes: t("discard"), danger: true }));
    if (!isSure) return;
    kept.forget(storageKey);
    void navigate({ to: "/templates", search: id === null ? {} : { template: String(id) } });
  };
}

/** Checks the draft, sends it, and opens the template. The first faulty field gets the focus. */
function useSubmit(body: Written, edited: Template | null, check: () => Promise<number>, forget: () => void) {
  const { t } = useTranslation("template-editor");
  const form = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const [failures, setFailures] = useState(0);
  const saving = useAction(
    async (isSubmitted: boolean) => {
      const count = await check();
      if (count > 0) throw new Error(t("correct", { count }));
      return edited ? changeTemplate(edited.id, body) : createTemplate(body, isSubmitted);
    },
    {
      touches: ["/api/templates"],
      quiet: true,
      done: ({ status }) => t(status === "unsubmitted" ? "done_saved" : "done_submitted"),
      onDone: ({ id }) => {
        forget();
        void navigate({ to: "/templates", search: { template: String(id) } });
      },
    },
  );
  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-fault=true]")?.focus();
  }, [failures]);
  const submit = (isSubmitted: boolean) =>
    saving.mutate(isSubmitted, { onError: () => setFailures((before) => before + 1) });
  return { form, submit, saving };
}

const createTemplate = ({ id: _, ...body }: Written, submit: boolean) =>
  ok(api.POST("/api/templates", { body: { ...body, submit } }));

function changeTemplate(id: number, { parameter_format, header, body, footer, buttons }: Written) {
  const content = { parameter_format, header, body, footer, buttons };
  return ok(api.PATCH("/api/templates/{id}", { params: { path: { id } }, body: { content } }));
}

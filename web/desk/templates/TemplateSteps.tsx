// The two steps of sending a template: the search among those of a number, then the values with a preview.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Shown } from "../../kit/states.tsx";
import { OptOutNotice } from "../opt-outs/OptOutNotice.tsx";
import type { OptOut } from "../opt-outs/OptOutText.tsx";
import { FillIn } from "./FillIn.tsx";
import { type OutboundTemplate, outbound, type SavedTemplate, savedIn } from "./outbound.ts";
import { Picker } from "./Picker.tsx";
import { recent } from "./recent.ts";
import type { Template, Values } from "./template.ts";

/** A template as somebody gets it who wants no marketing. */
const withoutMarketing = (one: Template, why_not: string): Template =>
  one.category === "marketing" ? { ...one, sendable: false, why_not } : one;

type Begun = { id: number; values: Values };

/** What was begun, kept while the dialog is closed. */
const kept = new Map<string, Begun>();

type Props = {
  /** The id of the number that it leaves from. */
  channel: number;
  conversation: number | null;
  /** That they want no marketing; null when they get it. */
  optOut: OptOut | null;
  /** A template of this name and language with its values, which the fields begin with. */
  start?: SavedTemplate | undefined;
  /** For whom it is: what was begun for them is there again when the dialog is opened again. */
  to: string;
  /** Resolves when it is on its way; an error that it throws is shown. */
  send(message: OutboundTemplate): Promise<unknown>;
};

export function TemplateSteps({ channel, conversation, optOut, start, to, send }: Props) {
  const { t } = useTranslation(["opt-outs", "templates"]);
  const list = useQuery({ ...read("/api/templates", { query: { channel } }), refetchOnMount: "always" });
  const [chosenNow, setBegun] = useState<Begun | null>(start ? null : (kept.get(to) ?? null));
  const [isBack, goBack] = useState(false);
  const change = (next: Begun | null) => {
    if (next) kept.set(to, next);
    goBack(next === null);
    setBegun(next);
  };
  return (
    <Shown of={list}>
      {({ templates: all }) => {
        const templates = optOut === null ? all : all.map((one) => withoutMarketing(one, t("refused")));
        const saved = start && !isBack ? savedIn(templates, start) : null;
        const begun = chosenNow ?? (saved && { id: saved.template.id, values: saved.values });
        const chosen = templates.find(({ id, sendable }) => id === begun?.id && sendable);
        if (!chosen || !begun)
          return (
            <>
              {optOut ? <OptOutNotice of={optOut} /> : null}
              {start && !isBack ? <p role="alert">{t("templates:saved_missing", { name: start.name })}</p> : null}
              <Picker
                templates={templates}
                pick={({ id }) => change({ id, values: kept.get(to)?.id === id ? kept.get(to)!.values : {} })}
              />
            </>
          );
        const go = async () => {
          await send(outbound(chosen, begun.values));
          recent.add(chosen.id);
          kept.delete(to);
        };
        return (
          <FillIn
            template={chosen}
            conversation={conversation}
            values={begun.values}
            onChange={(values) => change({ id: chosen.id, values })}
            back={() => change(null)}
            send={go}
          />
        );
      }}
    </Shown>
  );
}

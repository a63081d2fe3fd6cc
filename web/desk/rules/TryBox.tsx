// A test message to the bot: the same skills and rules answer as for real messages, and nothing is sent.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { Sheet } from "../../kit/Page.tsx";
import { Rich } from "../../kit/Rich.tsx";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { useWords } from "./choices.ts";
import type { Act } from "./parts.ts";
import { nameOf } from "./rule.ts";
import styles from "./rules.module.css";

const tryOut = (text: string) => ok(api.POST("/api/bot/rules/try", { body: { text } }));
type Tried = Awaited<ReturnType<typeof tryOut>>;

export function TryBox() {
  const { t } = useTranslation("rules");
  const [text, setText] = useState("");
  const attempt = useAction(tryOut);
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) attempt.mutate(text);
  };
  const { data, variables } = attempt;
  return (
    <aside className={styles.try}>
      <Sheet title={t("try")}>
        <form onSubmit={go} className={styles.tryForm}>
          <TextInput
            label={t("try_label")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
          />
          <Button type="submit" variant="default" loading={attempt.isPending}>
            {t("try_submit")}
          </Button>
        </form>
        <div className={styles.chat} aria-live="polite">
          {data ? (
            <>
              <p className={styles.said}>{variables}</p>
              <Answered of={data} />
            </>
          ) : (
            <p className={styles.small}>{t("try_hint")}</p>
          )}
        </div>
      </Sheet>
    </aside>
  );
}

/** What the bot would answer, and which skill or rule answers. */
function Answered({ of: { answer, rule, actions } }: { of: Tried }) {
  const { t } = useTranslation("rules");
  const { when, act } = useWords();
  const why = () => {
    if (!answer) return t("try_nobody");
    if (answer.faults.length > 0) return t("try_refused", { faults: answer.faults.join(" ") });
    if (answer.messages.length === 0) return t("try_silent");
    if (answer.skill === "keywords" && rule) return t("try_by_rule", { name: nameOf(rule, when(rule.when)) });
    return answer.skill === "fallback" ? t("try_by_fallback") : t("try_by", { skill: answer.skill });
  };
  return (
    <>
      {answer?.faults.length === 0
        ? answer.messages.map((message, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the answers do not change
            <Replied key={n} of={message} />
          ))
        : null}
      <p className={styles.small}>{why()}</p>
      {actions.map((one) => (
        <p key={`${one.rule_id} ${one.after_minutes} ${one.do}`} className={styles.small}>
          {one.after_minutes === 0 ? "" : `${act({ do: "wait", minutes: one.after_minutes, unless: null })}: `}
          {t(`do_${one.do as Act["do"]}`)}
        </p>
      ))}
    </>
  );
}

/** One message of the answer. */
function Replied({ of }: { of: NonNullable<Tried["answer"]>["messages"][number] }) {
  const { text, content, media, template } = of;
  return content || media || template ? (
    <Preview of={{ text: media ? (media.caption ?? "") : text, content, media, template }} />
  ) : (
    <div className={styles.replied}>
      <Rich text={text} />
    </div>
  );
}

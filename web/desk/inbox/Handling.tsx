// The state of the open conversation and what changes it: snooze, hand back to the bot, mark as done, reopen.
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../kit/Ago.tsx";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { FormDialog } from "../../kit/LazyFormDialog.tsx";
import type { Detail } from "./data.ts";
import styles from "./thread.module.css";

/** 8:00 in the viewer's time zone, `days` days from today. */
function morning(days: number): Date {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(8, 0, 0, 0);
  return at;
}

/** The choices of the snooze menu. Next week begins on Monday. */
const later = {
  hour: () => new Date(Date.now() + 3_600_000),
  tomorrow: () => morning(1),
  week: () => morning((8 - new Date().getDay()) % 7 || 7),
} as const;

/** The value of a datetime-local input. */
const local = (at: Date): string => {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** Snoozes the conversation until a time. */
export function Snooze({ snooze }: { snooze(until: Date): void }) {
  const { t } = useTranslation("inbox");
  const [own, ask] = useState<string | null>(null);
  const at = own === null ? null : new Date(own);
  const isPast = at === null || Number.isNaN(at.getTime()) || at.getTime() <= Date.now();
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t("snooze")} title={t("snooze")}>
            <Icon name="clock" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("snooze_until")}</Menu.Label>
          {(Object.keys(later) as (keyof typeof later)[]).map((name) => (
            <Menu.Item
              key={name}
              onClick={() => snooze(later[name]())}
              rightSection={<span className="quiet">{time(later[name](), name === "hour" ? "clock" : "day")}</span>}
            >
              {t(`snooze_${name}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => ask(local(morning(1)))}>{t("snooze_own")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {own === null ? null : (
        <FormDialog
          title={t("snooze_until")}
          submit={t("snooze")}
          onSubmit={async () => {
            if (isPast) throw new Error(t("snooze_past"));
            snooze(at);
          }}
          onClose={() => ask(null)}
        >
          <TextInput
            type="datetime-local"
            label={t("snooze_own")}
            required
            data-autofocus
            min={local(new Date())}
            value={own}
            onChange={(event) => ask(event.currentTarget.value)}
          />
        </FormDialog>
      )}
    </>
  );
}

/** One line below the head: who handles the conversation and why. */
export function Standing({ one, handBack }: { one: Detail; handBack: (() => void) | null }) {
  const { t } = useTranslation("inbox");
  const out = one.bot.out_of_answers_until;
  const back = handBack ? (
    <Button size="compact-xs" variant="default" onClick={handBack}>
      {t("hand_back")}
    </Button>
  ) : null;
  if (one.waiting)
    return (
      <p className={styles.standing} data-state="waiting">
        <Icon name="clock" size={15} />
        <span>
          {t(`reason_${one.waiting.reason}`)} · <Ago at={one.waiting.since} />
          {out ? ` · ${t("out_of_answers", { time: time(out, "clock") })}` : ""}
        </span>
        {back}
      </p>
    );
  if (one.snoozed_until)
    return (
      <p className={styles.standing} data-state="snoozed">
        <Icon name="clock" size={15} />
        <span>{t("snoozed_until", { time: time(one.snoozed_until) })}</span>
      </p>
    );
  if (out)
    return (
      <p className={styles.standing} data-state="waiting">
        <Icon name="bot" size={15} />
        <span>{t("out_of_answers", { time: time(out, "clock") })}</span>
        {back}
      </p>
    );
  return null;
}

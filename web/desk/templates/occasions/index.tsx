// What the bot tells people who did not just write, and which template says it on each number when the window is closed.
import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Page } from "../../../kit/Page.tsx";
import { useCan } from "../../../kit/session.ts";
import { Empty, Shown } from "../../../kit/states.tsx";
import { TemplateTabs } from "../tabs.tsx";
import { BindDialog } from "./BindDialog.tsx";
import type { Bound, Occasion } from "./binding.ts";
import styles from "./occasions.module.css";
import { TextDialog } from "./TextDialog.tsx";

export default function OccasionsPage() {
  const { t } = useTranslation(["occasions", "templates"]);
  const list = useQuery(read("/api/templates/occasions"));
  const all = list.data?.occasions ?? [];
  const bound = all.filter(({ channels }) => channels.length > 0 && channels.every(({ reaches }) => reaches)).length;
  return (
    <Page
      title={t("templates:title")}
      note={all.length > 0 ? t("count", { bound, all: all.length }) : null}
      tabs={<TemplateTabs />}
    >
      <p className={styles.hint}>{t("hint")}</p>
      <Shown of={list}>
        {({ occasions }) =>
          occasions.length === 0 ? (
            <Empty icon="template" title={t("none")} text={t("none_text")} />
          ) : (
            <ul className={styles.list}>
              {occasions.map((one) => (
                <OccasionItem key={one.name} of={one} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Page>
  );
}

function OccasionItem({ of }: { of: Occasion }) {
  const { t } = useTranslation("occasions");
  const can = useCan();
  const [isReading, setReading] = useState(false);
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <div>
          <h2>{of.title}</h2>
          <p className="quiet">{of.description}</p>
        </div>
        {can("admin") ? (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t("text_show_for", { title: of.title })}
            onClick={() => setReading(true)}
          >
            {t("text_show")}
          </Button>
        ) : null}
      </div>
      <ul className={styles.numbers}>
        {of.channels.map((one) => (
          <OnNumber key={one.channel.id} occasion={of} bound={one} />
        ))}
      </ul>
      {isReading ? <TextDialog occasion={of} onClose={() => setReading(false)} /> : null}
    </li>
  );
}

/** How an occasion stands on a number. */
function OnNumber({ occasion, bound }: { occasion: Occasion; bound: Bound }) {
  const { t } = useTranslation("occasions");
  const can = useCan();
  const [isChoosing, setChoosing] = useState(false);
  const { channel, binding, reaches, why_not: why, warnings } = bound;
  const state = reaches ? "reaches" : binding ? "cannot" : "waits";
  const colours = { reaches: "green", cannot: "red", waits: "gray" };
  const verb = binding ? "change" : "choose";
  return (
    <li className={styles.number}>
      <span className={styles.line}>
        {t(`provider_${channel.provider}`)} <bdi>{channel.display_number}</bdi>
      </span>
      <span className={styles.state}>
        <Badge color={colours[state]}>{t(state)}</Badge>
        {binding ? <bdi>{t("by", { template: binding.template })}</bdi> : null}
      </span>
      {can("admin") ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t(`${verb}_for`, { title: occasion.title, number: channel.display_number })}
          onClick={() => setChoosing(true)}
        >
          {t(verb)}
        </Button>
      ) : null}
      {[why, ...warnings].map((said) =>
        said ? (
          <p key={said} className={styles.why}>
            {said}
          </p>
        ) : null,
      )}
      {isChoosing ? <BindDialog occasion={occasion} bound={bound} onClose={() => setChoosing(false)} /> : null}
    </li>
  );
}

// People: who may sign in, with which role, and what an admin can do about it.
import { Avatar, Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { acts, brief, Rows, spare } from "../../kit/Rows.tsx";
import { useMe } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import { Invite } from "./dialogs.tsx";
import { PersonMenu } from "./menu.tsx";
import { Policy } from "./Policy.tsx";
import styles from "./people.module.css";
import type { Person } from "./person.ts";

const colours = { active: "green", invited: "brass", disabled: "gray" } as const;

export default function PeoplePage() {
  const { t } = useTranslation(["people", "kit"]);
  const people = useQuery(read("/api/people"));
  const [inviting, invite] = useState(false);
  return (
    <Page
      title={t("title")}
      note={people.data ? t("count", { count: people.data.people.length }) : null}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => invite(true)}>
          {t("invite")}
        </Button>
      }
    >
      <Sheet flush>
        <Shown of={people}>
          {({ people: rows }) => (
            <Rows label={t("title")} head={[t("name"), { spare: t("kit:role") }, t("state"), { spare: t("seen") }, ""]}>
              {rows.map((person) => (
                <Row key={person.id} person={person} />
              ))}
            </Rows>
          )}
        </Shown>
      </Sheet>
      <Policy />
      {inviting ? <Invite onClose={() => invite(false)} /> : null}
    </Page>
  );
}

function Row({ person }: { person: Person }) {
  const { t } = useTranslation(["people", "kit"]);
  const me = useMe();
  const { name, email, role, state, last_seen_at: seen, link_expires_at: until } = person;
  return (
    <tr className={state === "disabled" ? styles.disabled : undefined}>
      <td>
        <div className={styles.person}>
          <Avatar name={name} size={32} radius="xl" color="ink" />
          <div className={styles.who}>
            <strong>
              {name} {me.person?.id === person.id ? <span className="quiet">({t("you")})</span> : null}
            </strong>
            <span className="quiet">{email}</span>
          </div>
        </div>
      </td>
      <td className={spare}>{t(`kit:role_${role}`)}</td>
      <td>
        <Badge color={colours[state]}>{t(state)}</Badge>{" "}
        {person.second_factor ? <Badge color="gray">{t("two_step")}</Badge> : null}
        {person.failed_sign_ins > 0 ? (
          <div className={styles.small}>{t("failed", { count: person.failed_sign_ins })}</div>
        ) : null}
        {state === "invited" ? (
          <div className={styles.small}>{until ? t("link_until", { until: time(until) }) : t("link_gone")}</div>
        ) : null}
        <div className={brief}>{t(`kit:role_${role}`)}</div>
      </td>
      <td className={spare}>{seen ? <Ago at={seen} /> : <span className="quiet">{t("never")}</span>}</td>
      <td className={acts}>
        <PersonMenu person={person} />
      </td>
    </tr>
  );
}

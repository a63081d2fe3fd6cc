// People: who may sign in, with which role, and what an admin can do about it.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty } from "../../kit/states.tsx";
import { WholeTable } from "../../kit/table/WholeTable.tsx";
import { Brief, useColumns } from "./columns.tsx";
import { Invite } from "./dialogs.tsx";
import { Policy } from "./Policy.tsx";
import type { Person } from "./person.ts";

const none: Person[] = [];

export default function PeoplePage() {
  const { t } = useTranslation("people");
  const list = useQuery(read("/api/people"));
  const [inviting, invite] = useState(false);
  const people = list.data?.people ?? none;
  return (
    <Page
      title={t("title")}
      note={list.data ? t("count", { count: people.length }) : null}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => invite(true)}>
          {t("invite")}
        </Button>
      }
      wide
      fill
    >
      <WholeTable<Person>
        name="people"
        columns={useColumns()}
        sort={{ by: "name", order: "asc" }}
        list={list}
        rows={people}
        search={t("find")}
        brief={(row) => <Brief of={row} />}
        empty={<Empty icon="people" title={t("none")} text={t("none_text")} />}
        notFound={<Empty icon="search" title={t("not_found")} text={t("not_found_text")} />}
      />
      <Policy />
      {inviting ? <Invite onClose={() => invite(false)} /> : null}
    </Page>
  );
}

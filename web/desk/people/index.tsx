// The page of users: who may sign in, their role, and the actions for admins.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Empty } from "../../kit/states.tsx";
import { SearchBar } from "../../kit/table/FilterBar.tsx";
import { TablePage } from "../../kit/table/TablePage.tsx";
import { useWholeTable } from "../../kit/table/whole-table.ts";
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
  const table = useWholeTable("people", useColumns(), { by: "name", order: "asc" }, people);
  return (
    <TablePage<Person>
      title={t("title")}
      note={list.data ? t("count", { count: people.length }) : null}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => invite(true)}>
          {t("invite")}
        </Button>
      }
      filters={<SearchBar label={t("find")} />}
      {...table}
      list={list}
      brief={(row) => <Brief of={row} />}
      empty={
        people.length === 0 ? (
          <Empty icon="people" title={t("none")} text={t("none_text")} />
        ) : (
          <Empty icon="search" title={t("not_found")} text={t("not_found_text")} />
        )
      }
    >
      <Policy />
      {inviting ? <Invite onClose={() => invite(false)} /> : null}
    </TablePage>
  );
}

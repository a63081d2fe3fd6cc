// The page of API keys: creating, showing once, revoking.
import { Anchor, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Empty } from "../../kit/states.tsx";
import { SearchBar } from "../../kit/table/FilterBar.tsx";
import { TablePage } from "../../kit/table/TablePage.tsx";
import { useWholeTable } from "../../kit/table/whole-table.ts";
import { Brief, type Key, useColumns } from "./columns.tsx";
import styles from "./keys.module.css";
import { NewKey } from "./NewKey.tsx";

const none: Key[] = [];

export default function KeysPage() {
  const { t } = useTranslation("keys");
  const list = useQuery(read("/api/keys"));
  const [making, make] = useState(false);
  const keys = list.data?.keys ?? none;
  const table = useWholeTable("keys", useColumns(), { by: "created_at", order: "desc" }, keys);
  return (
    <TablePage<Key>
      title={t("title")}
      note={list.data ? t("count", { count: keys.length }) : null}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => make(true)}>
          {t("make")}
        </Button>
      }
      intro={
        <p className={styles.hint}>
          {t("hint")}{" "}
          <Anchor href="/api/docs" target="_blank" inherit>
            {t("docs")}
          </Anchor>
        </p>
      }
      filters={<SearchBar label={t("find")} />}
      {...table}
      list={list}
      brief={(row) => <Brief of={row} />}
      empty={
        keys.length === 0 ? (
          <Empty icon="keys" title={t("empty")} text={t("empty_text")} />
        ) : (
          <Empty icon="search" title={t("not_found")} text={t("not_found_text")} />
        )
      }
    >
      {making ? <NewKey onClose={() => make(false)} /> : null}
    </TablePage>
  );
}

// API keys: made, shown once, revoked.
import { Anchor, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page } from "../../kit/Page.tsx";
import { Empty } from "../../kit/states.tsx";
import { WholeTable } from "../../kit/table/WholeTable.tsx";
import { Brief, type Key, useColumns } from "./columns.tsx";
import styles from "./keys.module.css";
import { NewKey } from "./NewKey.tsx";

const none: Key[] = [];

export default function KeysPage() {
  const { t } = useTranslation("keys");
  const list = useQuery(read("/api/keys"));
  const [making, make] = useState(false);
  return (
    <Page
      title={t("title")}
      note={list.data ? t("count", { count: list.data.keys.length }) : null}
      actions={
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => make(true)}>
          {t("make")}
        </Button>
      }
      wide
      fill
    >
      <p className={styles.hint}>
        {t("hint")}{" "}
        <Anchor href="/api/docs" target="_blank" inherit>
          {t("docs")}
        </Anchor>
      </p>
      <WholeTable<Key>
        name="keys"
        columns={useColumns()}
        sort={{ by: "created_at", order: "desc" }}
        list={list}
        rows={list.data?.keys ?? none}
        search={t("find")}
        brief={(row) => <Brief of={row} />}
        empty={<Empty icon="keys" title={t("empty")} text={t("empty_text")} />}
        notFound={<Empty icon="search" title={t("not_found")} text={t("not_found_text")} />}
      />
      {making ? <NewKey onClose={() => make(false)} /> : null}
    </Page>
  );
}

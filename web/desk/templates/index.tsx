// The page of templates: what Meta and Twilio have, with status and quality; a row opens its template beside the table.
import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty } from "../../kit/states.tsx";
import { TablePage } from "../../kit/table/TablePage.tsx";
import { useWholeTable } from "../../kit/table/whole-table.ts";
import { Brief, useColumns } from "./columns.tsx";
import { Detail } from "./Detail.tsx";
import { Filters } from "./Filters.tsx";
import { filtered } from "./filter.ts";
import { SyncButton } from "./SyncButton.tsx";
import { TemplateTabs } from "./tabs.tsx";
import type { Template } from "./template.ts";
import styles from "./templates.module.css";

const none: Template[] = [];

export default function TemplatesPage() {
  const { t } = useTranslation("templates");
  const can = useCan();
  const list = useQuery(read("/api/templates"));
  const [address, change] = useAddress();
  const all = list.data?.templates ?? none;
  const rows = useMemo(() => filtered(all, address), [all, address]);
  const table = useWholeTable("templates", useColumns(), { by: "name", order: "asc" }, rows);
  const open = all.find(({ id }) => String(id) === address.template) ?? null;
  const show = (id: number | null) => change({ template: id === null ? undefined : String(id) }, { push: id !== null });
  return (
    <TablePage<Template>
      title={t("title")}
      note={list.data ? t("count", { count: all.length }) : null}
      tabs={<TemplateTabs />}
      actions={
        <>
          {can("agent") ? <SyncButton /> : null}
          {can("admin") ? <NewButton /> : null}
        </>
      }
      intro={
        <>
          <p className={styles.hint}>{t("hint")}</p>
          <Unread accounts={list.data?.accounts ?? []} />
        </>
      }
      filters={<Filters templates={all} />}
      {...table}
      list={list}
      onRow={(row) => show(row.id)}
      openRow={open?.id ?? null}
      brief={(row) => <Brief of={row} />}
      empty={
        all.length === 0 ? (
          <Empty icon="template" title={t("none")} text={t("none_text")} />
        ) : (
          <Empty icon="search" title={t("none_found")} text={t("none_found_text")} />
        )
      }
      detail={open ? <Detail key={open.id} of={open} close={() => show(null)} /> : null}
    />
  );
}

function NewButton() {
  const { t } = useTranslation("templates");
  return (
    <Button component={Link} to="/templates/new" leftSection={<Icon name="plus" size={16} />}>
      {t("new")}
    </Button>
  );
}

/** Accounts that could not be read the last time, and why. */
function Unread({ accounts }: { accounts: Brought<"/api/templates">["accounts"] }) {
  const { t } = useTranslation("templates");
  return accounts
    .filter(({ failure }) => failure !== null)
    .map(({ provider, account_id: account, failure }) => (
      <Alert
        key={`${provider} ${account}`}
        className={styles.unread}
        color="brass"
        title={t("not_read", { account: `${t(`provider_${provider}`)} ${account}` })}
      >
        {failure}
      </Alert>
    ));
}

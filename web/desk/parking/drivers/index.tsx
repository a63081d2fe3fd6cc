// Drivers: found by their name or number, with balances; one is opened as a page of its own.
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { pages } from "../../../api/query.ts";
import { count, phone, time } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page, Sheet } from "../../../kit/Page.tsx";
import { Rows, spare } from "../../../kit/Rows.tsx";
import { useAddress } from "../../../kit/search.ts";
import { Empty, Failed, Loading } from "../../../kit/states.tsx";
import styles from "../parking.module.css";
import { Balance, DriverLink } from "../parts.tsx";
import { ParkingTabs } from "../tabs.tsx";
import { DriverPage } from "./Driver.tsx";

export default function DriversPage() {
  const { accountId } = useParams({ strict: false }) as { accountId?: string };
  if (accountId !== undefined) return <DriverPage key={accountId} id={Number(accountId) || 0} />;
  return <DriversList />;
}

function DriversList() {
  const { t } = useTranslation(["parking", "kit"]);
  const [address, change] = useAddress();
  const asked = address.q ?? "";
  const [typed, type] = useState(asked);
  useEffect(() => type(asked), [asked]);
  const list = useInfiniteQuery(
    pages("/api/accounts", { query: { limit: 50, ...(asked === "" ? {} : { q: asked }) } }),
  );
  const rows = list.data?.pages.flatMap((page) => page.accounts) ?? [];
  const total = list.data?.pages[0]?.count;
  return (
    <Page
      title={t("title")}
      note={total === undefined ? null : t("drivers_count", { count: total, total: count(total) })}
      tabs={<ParkingTabs />}
    >
      <div className={styles.stack}>
        <search aria-label={t("driver_find")}>
          <form
            className={styles.filters}
            onSubmit={(event) => {
              event.preventDefault();
              change({ q: typed.trim() || undefined });
            }}
          >
            <TextInput
              type="search"
              aria-label={t("driver_find")}
              placeholder={t("driver_find")}
              leftSection={<Icon name="search" size={16} />}
              maxLength={500}
              w={300}
              maw="100%"
              value={typed}
              onChange={(event) => type(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {t("find")}
            </Button>
            {asked === "" ? null : (
              <Button variant="subtle" size="compact-sm" onClick={() => change({ q: undefined })}>
                {t("filters_clear")}
              </Button>
            )}
          </form>
        </search>
        <Sheet flush>
          {list.error ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <Loading />
          ) : rows.length === 0 ? (
            <Empty
              icon="person"
              title={t(asked === "" ? "drivers_none" : "drivers_not_found")}
              text={t(asked === "" ? "drivers_none_text" : "drivers_not_found_text")}
            />
          ) : (
            <Rows
              label={t("drivers")}
              head={[t("driver"), t("phone"), { spare: t("col_username") }, { spare: t("driver_since") }, t("balance")]}
            >
              {rows.map((one) => (
                <tr key={one.id}>
                  <td className={`cut ${styles.name}`}>
                    <DriverLink id={one.id} name={one.name} phone={one.phone} username={one.username} />
                  </td>
                  <td className="number">{phone(one.phone)}</td>
                  <td className={`${spare} mono`}>{one.username}</td>
                  <td className={spare}>{time(one.created_at, "date")}</td>
                  <td>
                    {one.balances.map(({ currency, balance_cents }) => (
                      <div key={currency}>
                        <Balance cents={balance_cents} currency={currency} />
                      </div>
                    ))}
                  </td>
                </tr>
              ))}
            </Rows>
          )}
        </Sheet>
        {list.hasNextPage ? (
          <div className={styles.line}>
            <Button
              variant="default"
              size="compact-sm"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t("kit:load_more")}
            </Button>
          </div>
        ) : null}
      </div>
    </Page>
  );
}

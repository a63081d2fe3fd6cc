// One driver: the balance and what moved it, the bookings, and what admins can credit or take.
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pages, read } from "../../../api/query.ts";
import { money, phone, time } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page, Sheet } from "../../../kit/Page.tsx";
import { Rows, spare } from "../../../kit/Rows.tsx";
import { Fact, Facts } from "../../../kit/Side.tsx";
import { useCan } from "../../../kit/session.ts";
import { Empty, Failed, Loading, Shown } from "../../../kit/states.tsx";
import type { Driver } from "../data.ts";
import styles from "../parking.module.css";
import { Balance, Cost, Status, ToConversation } from "../parts.tsx";
import { ParkingTabs } from "../tabs.tsx";
import { Credit } from "./Credit.tsx";

export function DriverPage({ id }: { id: number }) {
  const { t } = useTranslation("parking");
  const driver = useQuery(read("/api/accounts/{id}", { path: { id } }));
  const one = driver.data;
  return (
    <div className={styles.driver}>
      <Page
        title={one ? one.name || phone(one.phone) || one.username : t("driver")}
        actions={
          <Button
            component={Link}
            to="/parking/drivers"
            variant="default"
            size="compact-sm"
            leftSection={<Icon name="back" size={15} />}
          >
            {t("all_drivers")}
          </Button>
        }
        tabs={<ParkingTabs />}
        wide
      >
        <Shown of={driver}>{(one) => <DriverDetails of={one} />}</Shown>
      </Page>
    </div>
  );
}

function DriverDetails({ of }: { of: Driver }) {
  const { t } = useTranslation("parking");
  const [currency, choose] = useState(of.currency);
  return (
    <div className={styles.columns}>
      <Sheet
        title={t("ledger")}
        flush
        actions={
          of.balances.length > 1 ? (
            <SegmentedControl
              size="xs"
              aria-label={t("currency")}
              data={of.balances.map((one) => one.currency)}
              value={currency}
              onChange={choose}
            />
          ) : null
        }
      >
        <Ledger key={currency} id={of.id} currency={currency} />
      </Sheet>
      <div>
        <Sheet title={t("balance")}>
          <div className={styles.stack}>
            <BalanceIn of={of} currency={currency} />
            <Contact of={of} />
            <ToConversation number={of.phone} />
          </div>
        </Sheet>
        <Sheet
          title={t("bookings")}
          flush
          actions={
            <Link to="/parking/bookings" search={{ q: of.phone ?? of.username } as never}>
              {t("in_the_table")}
            </Link>
          }
        >
          <Bookings id={of.id} />
        </Sheet>
      </div>
    </div>
  );
}

/** The balance in a currency, and what admins can do about it. */
function BalanceIn({ of, currency }: { of: Driver; currency: string }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [crediting, credit] = useState<"top_up" | "adjustment" | null>(null);
  const shown = of.balances.find((one) => one.currency === currency) ?? { currency, balance_cents: of.balance_cents };
  return (
    <>
      <span className={styles.amount}>
        <Balance cents={shown.balance_cents} currency={shown.currency} />
      </span>
      {can("admin") ? (
        <div className={styles.actions}>
          <Button size="compact-sm" onClick={() => credit("top_up")}>
            {t("top_up")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => credit("adjustment")}>
            {t("adjust_balance")}
          </Button>
        </div>
      ) : null}
      {crediting ? (
        <Credit
          of={of}
          kind={crediting}
          currency={currency}
          balance={shown.balance_cents}
          onClose={() => credit(null)}
        />
      ) : null}
    </>
  );
}

function Contact({ of }: { of: Driver }) {
  const { t } = useTranslation("parking");
  return (
    <Facts>
      {of.name ? (
        <Fact name={t("col_name")}>
          <bdi>{of.name}</bdi>
        </Fact>
      ) : null}
      <Fact name={t("phone")}>
        {of.phone ? <a href={`tel:+${of.phone}`}>{phone(of.phone)}</a> : <span className="quiet">{t("none")}</span>}
      </Fact>
      <Fact name={t("col_username")}>
        <span className="mono">{of.username}</span>
      </Fact>
      <Fact name={t("driver_since")}>{time(of.created_at, "date")}</Fact>
    </Facts>
  );
}

/** What moved the balance, the newest first, with what it was after each entry. */
function Ledger({ id, currency }: { id: number; currency: string }) {
  const { t } = useTranslation(["parking", "kit"]);
  const list = useInfiniteQuery(pages("/api/accounts/{id}/ledger", { path: { id }, query: { currency, limit: 50 } }));
  if (list.error) return <Failed error={list.error} retry={() => void list.refetch()} compact />;
  if (!list.data) return <Loading compact />;
  const entries = list.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) return <Empty compact icon="audit" title={t("ledger_empty")} />;
  let after = list.data.pages[0]!.balance_cents;
  const rows = entries.map((entry) => {
    const row = { ...entry, after };
    after -= entry.amount_cents;
    return row;
  });
  return (
    <>
      <Rows label={t("ledger")} head={[t("when"), t("what"), t("col_amount"), { spare: t("balance_after") }]}>
        {rows.map((one) => (
          <tr key={one.id}>
            <td className="number">{time(one.at)}</td>
            <td>
              <div>{t(`entry_${one.kind}`)}</div>
              <div className={styles.small}>
                {one.memo === t(`entry_${one.kind}`) ? null : <bdi>{one.memo}</bdi>}{" "}
                {one.booking_id === null ? null : (
                  <Link to="/parking/bookings/$bookingId" params={{ bookingId: String(one.booking_id) }}>
                    {t("booking_n", { id: one.booking_id })}
                  </Link>
                )}
              </div>
            </td>
            <td className={`number ${styles.sum} ${one.amount_cents < 0 ? styles.minus : styles.plus}`}>
              {one.amount_cents > 0 ? "+" : ""}
              {money(one.amount_cents, currency)}
            </td>
            <td className={`number ${spare}`}>{money(one.after, currency)}</td>
          </tr>
        ))}
      </Rows>
      {list.hasNextPage ? (
        <Button
          m="sm"
          variant="subtle"
          size="compact-sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("kit:load_more")}
        </Button>
      ) : null}
    </>
  );
}

/** The last bookings. */
function Bookings({ id }: { id: number }) {
  const { t } = useTranslation("parking");
  const list = useQuery(read("/api/parking/bookings", { query: { account_id: id, limit: 10 } }));
  return (
    <Shown of={list} compact>
      {({ bookings }) =>
        bookings.length === 0 ? (
          <Empty compact icon="car" title={t("bookings_none")} />
        ) : (
          <Rows label={t("bookings")} head={[t("spot"), t("col_status"), t("col_reserved"), t("col_amount")]}>
            {bookings.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to="/parking/bookings/$bookingId" params={{ bookingId: String(one.id) }}>
                    {one.spot}
                  </Link>
                </td>
                <td>
                  <Status of={one.status} />
                </td>
                <td className="number">{time(one.reserved_at, "day")}</td>
                <td>{one.started_at ? <Cost of={one} /> : null}</td>
              </tr>
            ))}
          </Rows>
        )
      }
    </Shown>
  );
}

// The columns of the table of drivers, and its row on phones.
import { useTranslation } from "react-i18next";
import type { Brought } from "../../../api/query.ts";
import { phone, time } from "../../../kit/format.ts";
import type { Column } from "../../../kit/table/view.ts";
import { Balance, DriverLink } from "../parts.tsx";
import styles from "./drivers.module.css";

export type Row = Brought<"/api/accounts">["accounts"][number];

/** All columns. The server has only one order, newest first. */
export function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("parking");
  return [
    {
      accessor: "name",
      title: t("driver"),
      fixed: true,
      ellipsis: true,
      render: (row) => <DriverLink id={row.id} name={row.name} phone={row.phone} username={row.username} />,
    },
    { accessor: "phone", title: t("phone"), width: 180, render: (row) => phone(row.phone) },
    { accessor: "username", title: t("col_username"), width: 230, ellipsis: true },
    {
      accessor: "created_at",
      title: t("driver_since"),
      width: 150,
      render: (row) => time(row.created_at, "date"),
    },
    {
      accessor: "balances",
      title: t("balance"),
      width: 170,
      align: "right",
      render: (row) => <Balances of={row} />,
    },
  ];
}

function Balances({ of }: { of: Row }) {
  return of.balances.map(({ currency, balance_cents }) => (
    <div key={currency}>
      <Balance cents={balance_cents} currency={currency} />
    </div>
  ));
}

/** A row on phones: the driver and the balance. */
export function Brief({ of }: { of: Row }) {
  return (
    <div className={styles.brief}>
      <DriverLink id={of.id} name={of.name} phone={of.phone} username={of.username} />
      <span>
        <Balances of={of} />
      </span>
      <span className="quiet number">{phone(of.phone)}</span>
    </div>
  );
}

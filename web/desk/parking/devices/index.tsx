// Boards at the spots: whether they are there, what they see and show; admins make, mount, renew and remove them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty } from "../../../kit/states.tsx";
import { WholeTable } from "../../../kit/table/WholeTable.tsx";
import { boardsEvery, type Device, lotsQuery } from "../data.ts";
import styles from "../parking.module.css";
import { ParkingTabs } from "../tabs.tsx";
import { Brief, useColumns } from "./columns.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import { NewDevice } from "./dialogs.tsx";

const none: Device[] = [];

export default function DevicesPage() {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [address, change] = useAddress();
  const [making, make] = useState(false);
  const list = useQuery({ ...read("/api/devices"), refetchInterval: boardsEvery });
  const lots = useQuery(lotsQuery).data?.lots ?? [];
  const columns = useColumns(lots);
  const all = list.data?.devices ?? none;
  const open = all.find(({ id }) => String(id) === address.device) ?? null;
  const away = all.filter(({ presence }) => presence === "offline").length;
  const button = can("admin") ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => make(true)}>
      {t("device_new")}
    </Button>
  ) : null;
  return (
    <Page
      title={t("title")}
      note={away > 0 ? t("boards_away", { count: away }) : null}
      tabs={<ParkingTabs />}
      actions={button}
      wide
      fill
    >
      <div className={styles.split}>
        <WholeTable<Device>
          name="devices"
          columns={columns}
          sort={{ by: "presence", order: "asc" }}
          list={list}
          rows={all}
          search={t("device_find")}
          onRow={({ id }) => change({ device: String(id) })}
          openRow={open?.id ?? null}
          brief={(row) => <Brief of={row} lots={lots} />}
          empty={
            <Empty
              icon="device"
              title={t("no_devices")}
              text={t(can("admin") ? "no_devices_admin" : "no_devices_text")}
            />
          }
          notFound={<Empty icon="search" title={t("devices_not_found")} text={t("devices_not_found_text")} />}
        />
        {open ? <DevicePanel key={open.id} device={open} close={() => change({ device: undefined })} /> : null}
      </div>
      {making ? <NewDevice onClose={() => make(false)} /> : null}
    </Page>
  );
}

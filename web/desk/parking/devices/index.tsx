// The devices at the spots: whether they are online, what they see and show; admins register, assign, renew and remove them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty } from "../../../kit/states.tsx";
import { SearchBar } from "../../../kit/table/FilterBar.tsx";
import { TablePage } from "../../../kit/table/TablePage.tsx";
import { useWholeTable } from "../../../kit/table/whole-table.ts";
import { boardsEvery, type Device, lotsQuery } from "../data.ts";
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
  const all = list.data?.devices ?? none;
  const table = useWholeTable("devices", useColumns(lots), { by: "presence", order: "asc" }, all);
  const open = all.find(({ id }) => String(id) === address.device) ?? null;
  const away = all.filter(({ presence }) => presence === "offline").length;
  return (
    <TablePage<Device>
      title={t("title")}
      note={away > 0 ? t("boards_away", { count: away }) : null}
      tabs={<ParkingTabs />}
      actions={
        can("admin") ? (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => make(true)}>
            {t("device_new")}
          </Button>
        ) : null
      }
      filters={<SearchBar label={t("device_find")} />}
      {...table}
      list={list}
      onRow={({ id }) => change({ device: String(id) })}
      openRow={open?.id ?? null}
      brief={(row) => <Brief of={row} lots={lots} />}
      empty={
        all.length === 0 ? (
          <Empty
            icon="device"
            title={t("no_devices")}
            text={t(can("admin") ? "no_devices_admin" : "no_devices_text")}
          />
        ) : (
          <Empty icon="search" title={t("devices_not_found")} text={t("devices_not_found_text")} />
        )
      }
      detail={open ? <DevicePanel key={open.id} device={open} close={() => change({ device: undefined })} /> : null}
    >
      {making ? <NewDevice onClose={() => make(false)} /> : null}
    </TablePage>
  );
}

// Boards at the spots: whether they are there, what they see and show; admins make, mount, renew and remove them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page, Sheet } from "../../../kit/Page.tsx";
import { Rows, spare } from "../../../kit/Rows.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty, Shown } from "../../../kit/states.tsx";
import { boardsEvery, type Device, lotsQuery } from "../data.ts";
import styles from "../parking.module.css";
import { Lamp, Presence, Seen } from "../parts.tsx";
import { ParkingTabs } from "../tabs.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import deviceStyles from "./devices.module.css";
import { NewDevice } from "./dialogs.tsx";

export default function DevicesPage() {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [address, change] = useAddress();
  const [making, make] = useState(false);
  const list = useQuery({ ...read("/api/devices"), refetchInterval: boardsEvery });
  const all = list.data?.devices ?? [];
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
    >
      <div className={deviceStyles.frame}>
        <div className={styles.main}>
          <Sheet flush>
            <Shown of={list}>
              {({ devices }) =>
                devices.length === 0 ? (
                  <Empty
                    icon="device"
                    title={t("no_devices")}
                    text={t(can("admin") ? "no_devices_admin" : "no_devices_text")}
                  />
                ) : (
                  <DeviceRows devices={devices} open={open} />
                )
              }
            </Shown>
          </Sheet>
        </div>
        {open ? <DevicePanel key={open.id} device={open} close={() => change({ device: undefined })} /> : null}
      </div>
      {making ? <NewDevice onClose={() => make(false)} /> : null}
    </Page>
  );
}

function DeviceRows({ devices, open }: { devices: readonly Device[]; open: Device | null }) {
  const { t } = useTranslation("parking");
  const lots = useQuery(lotsQuery).data?.lots ?? [];
  const head = [
    t("col_device"),
    t("col_presence"),
    { spare: t("col_seen") },
    t("col_spot"),
    { spare: t("sensor") },
    t("light"),
  ];
  return (
    <Rows label={t("devices")} head={head}>
      {devices.map((one) => (
        <tr key={one.id} className={one.id === open?.id ? deviceStyles.open : undefined}>
          <td>
            <Link to="/parking/devices" search={{ device: String(one.id) } as never}>
              <bdi>{one.name}</bdi>
            </Link>
          </td>
          <td>
            <Presence of={one.presence} />
          </td>
          <td className={spare}>
            <Seen of={one} />
          </td>
          <td>
            {one.spot === null ? (
              <span className="quiet">{t("mounted_nowhere")}</span>
            ) : (
              <>
                <Link to="/parking" search={{ lot: String(one.lot_id), spot: String(one.spot_id) }}>
                  {one.spot}
                </Link>{" "}
                <span className={`quiet ${deviceStyles.lot}`}>{lots.find(({ id }) => id === one.lot_id)?.name}</span>
              </>
            )}
          </td>
          <td className={spare}>
            {one.occupied === null ? (
              <span className="quiet">{t("sensor_unknown")}</span>
            ) : (
              t(one.occupied ? "sensor_car" : "sensor_empty")
            )}
          </td>
          <td>
            <Lamp desired={one.light.desired} reported={one.light.reported} />
          </td>
        </tr>
      ))}
    </Rows>
  );
}

// The columns of the table of devices, and its row on phones.
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../../kit/table/view.ts";
import type { Valued } from "../../../kit/table/whole.ts";
import type { Device, Lot } from "../data.ts";
import { Lamp, Presence, Seen } from "../parts.tsx";
import styles from "./devices.module.css";

/** Offline devices come first. */
const urgency = { offline: 0, never: 1, online: 2 } as const;

/** A device's name, a link that opens it: rows themselves cannot be reached by keyboard. */
function Name({ of }: { of: Device }) {
  return (
    <Link
      to="/parking/devices"
      search={(before: Record<string, string | undefined>) => ({ ...before, device: String(of.id) })}
      onClick={(event) => event.stopPropagation()}
    >
      <bdi>{of.name}</bdi>
    </Link>
  );
}

/** The spot of a device. */
function MountedAt({ of }: { of: Device }) {
  const { t } = useTranslation("parking");
  if (of.spot === null) return <span className="quiet">{t("mounted_nowhere")}</span>;
  return (
    <Link
      to="/parking"
      search={{ lot: String(of.lot_id), spot: String(of.spot_id) }}
      onClick={(event) => event.stopPropagation()}
    >
      {of.spot}
    </Link>
  );
}

function Sensor({ of }: { of: Device }) {
  const { t } = useTranslation("parking");
  if (of.occupied === null) return <span className="quiet">{t("sensor_unknown")}</span>;
  return t(of.occupied ? "sensor_car" : "sensor_empty");
}

/** All columns. `lots` provides the names of lots and spots. */
export function useColumns(lots: readonly Lot[]): readonly (Column<Device> & Valued<Device>)[] {
  const { t } = useTranslation("parking");
  return useMemo(() => {
    const lotOf = ({ lot_id }: Device) => lots.find(({ id }) => id === lot_id)?.name ?? null;
    const head = { sortable: true, ellipsis: true } as const;
    return [
      { ...head, accessor: "name", title: t("col_device"), fixed: true, render: (row) => <Name of={row} /> },
      {
        ...head,
        accessor: "presence",
        title: t("col_presence"),
        width: 150,
        value: ({ presence }) => urgency[presence],
        render: ({ presence }) => <Presence of={presence} />,
      },
      {
        ...head,
        accessor: "last_seen_at",
        title: t("col_seen"),
        width: 150,
        render: (row) => <Seen of={row} />,
      },
      { ...head, accessor: "lot", title: t("col_lot"), width: 190, value: lotOf, render: (row) => lotOf(row) },
      { ...head, accessor: "spot", title: t("col_spot"), width: 110, render: (row) => <MountedAt of={row} /> },
      {
        accessor: "occupied",
        title: t("sensor"),
        sortable: true,
        width: 130,
        value: ({ occupied }) => (occupied === null ? null : Number(occupied)),
        render: (row) => <Sensor of={row} />,
      },
      {
        accessor: "light",
        title: t("light"),
        sortable: true,
        width: 100,
        value: ({ light }) => light.desired,
        render: ({ light }) => <Lamp desired={light.desired} reported={light.reported} />,
      },
    ];
  }, [lots, t]);
}

/** A row on phones: the device and its light; below, its spot and whether it is online. */
export function Brief({ of, lots }: { of: Device; lots: readonly Lot[] }) {
  return (
    <div className={styles.brief}>
      <Name of={of} />
      <Lamp desired={of.light.desired} reported={of.light.reported} />
      <span>
        <MountedAt of={of} /> <span className="quiet">{lots.find(({ id }) => id === of.lot_id)?.name}</span>
      </span>
      <Presence of={of.presence} />
    </div>
  );
}

// One device beside the table: its details, its readings, and the actions for admins.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { pages } from "../../../api/query.ts";
import { useAction } from "../../../kit/action.ts";
import { confirm } from "../../../kit/confirm.tsx";
import { capital, time } from "../../../kit/format.ts";
import { Fact, Facts, Part, Side } from "../../../kit/Side.tsx";
import { useCan } from "../../../kit/session.ts";
import { Failed, Loading } from "../../../kit/states.tsx";
import { type Device, touched } from "../data.ts";
import styles from "../parking.module.css";
import { Lamp, Presence, Seen } from "../parts.tsx";
import deviceStyles from "./devices.module.css";
import { Credentials, EditDevice, type Props } from "./dialogs.tsx";

export function DevicePanel({ device, close }: { device: Device; close(): void }) {
  const { t } = useTranslation("parking");
  const { light } = device;
  return (
    <Side title={<bdi>{device.name}</bdi>} close={close}>
      <Part>
        <Facts>
          <Fact name={t("col_presence")}>
            <Presence of={device.presence} />{" "}
            {device.presence_at ? <span className="quiet">{t("since", { at: time(device.presence_at) })}</span> : null}
          </Fact>
          <Fact name={t("col_seen")}>
            <Seen of={device} />
          </Fact>
          <Fact name={t("col_spot")}>
            {device.spot === null ? (
              t("mounted_nowhere")
            ) : (
              <Link to="/parking" search={{ lot: String(device.lot_id), spot: String(device.spot_id) }}>
                {device.spot}
              </Link>
            )}
          </Fact>
          <Fact name={t("sensor")}>
            {device.occupied === null ? t("sensor_unknown") : t(device.occupied ? "sensor_car" : "sensor_empty")}{" "}
            {device.occupied_at ? <span className="quiet">{t("since", { at: time(device.occupied_at) })}</span> : null}
          </Fact>
          <Fact name={t("light")}>
            <Lamp desired={light.desired} reported={light.reported} />{" "}
            {light.reported !== null && light.reported !== light.desired
              ? t("lamp_differs", { desired: t(`light_${light.desired}`), reported: t(`light_${light.reported}`) })
              : capital(t(`light_${light.desired}`))}
            {device.light_reported_at ? (
              <div className="quiet">{t("light_said", { at: time(device.light_reported_at) })}</div>
            ) : null}
          </Fact>
          <Fact name={t("speaks")}>{device.transport ? t(`transport_${device.transport}`) : t("never_seen")}</Fact>
          <Fact name={t("made")}>{time(device.created_at)}</Fact>
        </Facts>
        <DeviceActs device={device} close={close} />
      </Part>
      <Part title={t("readings")}>
        <Readings id={device.id} />
      </Part>
    </Side>
  );
}

function DeviceActs({ device, close }: { device: Device; close(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  const can = useCan();
  const [editing, edit] = useState(false);
  const [given, give] = useState<Props | null>(null);
  const params = { path: { id: device.id } };
  const { name } = device;
  const renew = useAction(() => ok(api.POST("/api/devices/{id}/credentials", { params, body: {} })), {
    touches: touched,
    onDone: (made) => give(made),
  });
  const remove = useAction(() => ok(api.DELETE("/api/devices/{id}", { params })), {
    touches: touched,
    done: t("device_removed", { name }),
    onDone: close,
  });
  if (!can("admin")) return null;
  const askRenew = async () => {
    if (await confirm({ title: t("renew_title", { name }), text: t("renew_text"), yes: t("renew") })) renew.mutate();
  };
  const askRemove = async () => {
    const question = { title: t("remove_title", { name }), text: t("remove_text"), yes: t("remove"), danger: true };
    if (await confirm(question)) remove.mutate();
  };
  return (
    <div className={styles.actions}>
      <Button size="compact-sm" variant="default" onClick={() => edit(true)}>
        {t("device_edit")}
      </Button>
      <Button size="compact-sm" variant="default" loading={renew.isPending} onClick={() => void askRenew()}>
        {t("renew")}
      </Button>
      <Button size="compact-sm" variant="default" c="var(--bad)" onClick={() => void askRemove()}>
        {t("remove")}
      </Button>
      {editing ? <EditDevice device={device} onClose={() => edit(false)} /> : null}
      {given ? <Credentials of={given} name={name} onClose={() => give(null)} /> : null}
    </div>
  );
}

/** Readings that changed something or were ignored. */
function Readings({ id }: { id: number }) {
  const { t } = useTranslation(["parking", "kit"]);
  const list = useInfiniteQuery(pages("/api/devices/{id}/readings", { path: { id }, query: { limit: 30 } }));
  if (list.error) return <Failed error={list.error} retry={() => void list.refetch()} compact />;
  if (!list.data) return <Loading compact />;
  const rows = list.data.pages.flatMap((page) => page.readings);
  if (rows.length === 0) return <p className="quiet">{t("no_readings")}</p>;
  return (
    <>
      <ul className={deviceStyles.readings}>
        {rows.map((one) => (
          <li key={one.id}>
            <span>
              {t(one.occupied ? "sensor_car" : "sensor_empty")}
              {one.outcome === "taken" ? null : <span className="quiet"> · {t(`reading_${one.outcome}`)}</span>}
            </span>
            <time className="quiet number" dateTime={one.at}>
              {time(one.at, "exact")}
            </time>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
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

// Dialogs that register a device, assign it to a spot, and show its credentials for flashing, once.
import { Alert, Button, CopyButton, Modal, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { useFields } from "../../../kit/fields.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Copied } from "../../../kit/Secret.tsx";
import { saveAs } from "../../../kit/table/save.ts";
import { type Device, lotsQuery, touched } from "../data.ts";
import styles from "../parking.module.css";

export type Props = {
  id: number;
  topic_prefix: string;
  username: string;
  password: string;
  esphome: string;
  broker_unreachable: string | null;
};

/** Registers a device, then shows its credentials for flashing. */
export function NewDevice({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("parking");
  const [given, give] = useState<Props | null>(null);
  const fields = useFields({ name: "", spot: null as string | null });
  const { name, spot } = fields.values;
  const make = useAction(
    () => ok(api.POST("/api/devices", { body: { name, spot_id: spot === null ? null : Number(spot) } })),
    { touches: touched, quiet: true, onDone: (made) => give(made) },
  );
  if (given) return <Credentials of={given} name={name} onClose={onClose} />;
  const submit = async () => {
    await make.mutateAsync();
    return "stay";
  };
  return (
    <FormDialog title={t("device_new")} submit={t("device_make")} onSubmit={submit} onClose={onClose}>
      <p className={styles.hint}>{t("device_new_text")}</p>
      <TextInput label={t("device_name")} required maxLength={100} data-autofocus {...fields.text("name")} />
      <Mounted own={null} {...fields.pick("spot")} />
    </FormDialog>
  );
}

/** Renames a device or assigns it to another spot. */
export function EditDevice({ device, onClose }: { device: Device; onClose(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  const fields = useFields({ name: device.name, spot: device.spot_id === null ? null : String(device.spot_id) });
  const { name, spot } = fields.values;
  const save = useAction(
    () =>
      ok(
        api.PATCH("/api/devices/{id}", {
          params: { path: { id: device.id } },
          body: { name, spot_id: spot === null ? null : Number(spot) },
        }),
      ),
    { touches: touched, done: t("device_saved"), quiet: true },
  );
  const title = t("device_edit_title", { name: device.name });
  return (
    <FormDialog title={title} submit={t("kit:save")} onSubmit={() => save.mutateAsync()} onClose={onClose}>
      <TextInput label={t("device_name")} required maxLength={100} data-autofocus {...fields.text("name")} />
      <Mounted own={device.spot_id} {...fields.pick("spot")} />
    </FormDialog>
  );
}

/** The choice of a device's spot: spots without a device, and its own. */
function Mounted({
  own,
  value,
  onChange,
}: {
  own: number | null;
  value: string | null;
  onChange(to: string | null): void;
}) {
  const { t } = useTranslation("parking");
  const lots = useQuery(lotsQuery);
  const data = (lots.data?.lots ?? [])
    .map(({ name, spots }) => ({
      group: name,
      items: spots
        .filter(({ id, device }) => device === null || id === own)
        .map(({ id, code }) => ({ value: String(id), label: code })),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <Select
      label={t("mounted_at")}
      description={t("mounted_hint")}
      placeholder={t("mounted_nowhere")}
      data={data}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("mounted_nowhere") }}
    />
  );
}

/** The credentials and the ESPHome file, shown only once, so that only the button closes the dialog. */
export function Credentials({ of, name, onClose }: { of: Props; name: string; onClose(): void }) {
  const { t } = useTranslation(["parking", "kit"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("given_title", { name })}
      size="xl"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={styles.stack}>
        <p className={styles.hint}>{t("given_text")}</p>
        {of.broker_unreachable !== null && (
          <Alert color="yellow" title={t("given_unreachable")}>
            {of.broker_unreachable}
          </Alert>
        )}
        <div className={styles.two}>
          <Labelled label={t("given_username")} value={of.username} />
          <Labelled label={t("given_password")} value={of.password} />
        </div>
        <Labelled label={t("given_topic")} value={of.topic_prefix} />
        <div className={styles.line}>
          <strong>{t("given_yaml", { file: `bellhop-${of.id}.yaml` })}</strong>
          <CopyButton value={of.esphome} timeout={2_000}>
            {({ copied, copy }) => (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<Icon name={copied ? "check" : "copy"} size={15} />}
                onClick={copy}
              >
                {t(copied ? "kit:copied" : "kit:copy")}
              </Button>
            )}
          </CopyButton>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="download" size={15} />}
            onClick={() => saveAs([of.esphome], `bellhop-${of.id}.yaml`, "application/yaml")}
          >
            {t("download")}
          </Button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard. */}
        <pre className={styles.yaml} tabIndex={0}>
          {of.esphome}
        </pre>
        <div className={styles.actions}>
          <Button onClick={onClose}>{t("given_done")}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Labelled({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <div className={styles.small}>{label}</div>
      <Copied label={label} value={value} />
    </div>
  );
}

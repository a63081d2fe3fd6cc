// The menu of what can be sent besides text, and the form of the chosen kind.
import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../../kit/Icon.tsx";
import type { OutboundContent } from "../sending.ts";
import { type FormKind, formKinds } from "./contents.ts";
import { KindForm } from "./KindForm.tsx";

type Props = {
  provider: "meta" | "twilio" | undefined;
  send(content: OutboundContent): void;
};

const icons: Record<FormKind, IconName> = {
  location: "pin",
  contacts: "person",
  buttons: "check",
  list: "messages",
  link_button: "link",
  location_request: "pin",
  number_request: "keyboard",
  call_request: "phone",
};

/** Calls to a number at Twilio do not come to Bellhop. */
const hasTwilio = (kind: FormKind): boolean => kind !== "call_request";

export default function More({ provider, send }: Props) {
  const { t } = useTranslation("kinds");
  const [kind, choose] = useState<FormKind | null>(null);
  return (
    <>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <ActionIcon size={36} variant="subtle" aria-label={t("more")} title={t("more")}>
            <Icon name="plus" size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {formKinds.filter(provider === "twilio" ? hasTwilio : () => true).map((one) => (
            <Menu.Item key={one} leftSection={<Icon name={icons[one]} size={16} />} onClick={() => choose(one)}>
              {t(one)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {kind === null ? null : <KindForm kind={kind} provider={provider} send={send} onClose={() => choose(null)} />}
    </>
  );
}

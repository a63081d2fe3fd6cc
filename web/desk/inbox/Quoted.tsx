// The message that a reply quotes, above the reply box.
import { ActionIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { unmarked } from "../../kit/marks.ts";
import styles from "./composer.module.css";
import type { Message } from "./data.ts";
import { kindName } from "./people.ts";

type Props = { of: Message; provider: "meta" | "twilio" | undefined; drop(): void };

export function Quoted({ of, provider, drop }: Props) {
  const { t } = useTranslation(["inbox", "kit"]);
  return (
    <div className={styles.quoted}>
      <div>
        <strong>
          {of.direction === "out" ? t("quoting_own") : t("quoting", { name: of.sender?.name ?? t("somebody") })}
        </strong>
        <p className="cut" dir="auto">
          {unmarked(of.text ?? of.caption ?? "") || kindName(of.type, t, of.shown_as)}
        </p>
        {provider === "twilio" ? <p className="quiet">{t("quoting_twilio")}</p> : null}
      </div>
      <ActionIcon size="sm" variant="subtle" aria-label={t("kit:cancel")} onClick={drop}>
        <Icon name="close" size={15} />
      </ActionIcon>
    </div>
  );
}

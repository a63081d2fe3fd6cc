// Above the choice of a template: that the contact wants no marketing.
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { type OptOut, OptOutText } from "./OptOutText.tsx";
import styles from "./opt-outs.module.css";

export function OptOutNotice({ of }: { of: OptOut }) {
  const { t } = useTranslation("opt-outs");
  return (
    <p className={styles.notice} role="note">
      <Icon name="warning" size={16} />
      <span>
        <OptOutText of={of} />. {t("not_chosen")}
      </span>
    </p>
  );
}

// Says above a table that too much matches to be sorted as a whole.
import { useTranslation } from "react-i18next";
import { count } from "../format.ts";
import { Icon } from "../Icon.tsx";
import styles from "./table.module.css";

/** Nothing when all is sorted. */
export function SortedNewest({ of }: { of: number | null | undefined }) {
  const { t } = useTranslation("kit");
  if (!of) return null;
  return (
    <p className={styles.sorted}>
      <Icon name="info" size={15} />
      {t("sorted_newest", { n: count(of) })}
    </p>
  );
}

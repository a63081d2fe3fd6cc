// The filters above the table of templates, kept in the address.
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAddress } from "../../kit/search.ts";
import { FilterBar } from "../../kit/table/FilterBar.tsx";
import { type FilterName, filterNames } from "./filter.ts";
import type { Template } from "./template.ts";
import styles from "./templates.module.css";

/** Each filter offers the values that there are. */
export function Filters({ templates }: { templates: readonly Template[] }) {
  const { t } = useTranslation("templates");
  const [address, change] = useAddress();
  const choices = (name: FilterName) =>
    [...new Set(templates.map((one) => one[name] ?? ""))]
      .filter((value) => value !== "")
      .map((value) => ({ value, label: t(`${name}_${value}` as "status_pending", { defaultValue: value }) }))
      .toSorted((a, b) => a.label.localeCompare(b.label));
  return (
    <FilterBar label={t("find")} names={["q", ...filterNames]}>
      {filterNames.map((name) => (
        <Select
          key={name}
          className={styles.filter}
          aria-label={t(`filter_${name}`)}
          placeholder={t(`filter_${name}`)}
          data={choices(name)}
          value={address[name] ?? null}
          onChange={(value) => change({ [name]: value ?? undefined })}
          clearable
        />
      ))}
    </FilterBar>
  );
}

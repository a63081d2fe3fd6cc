// The number on which a rule answers. Shown where there are several.
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { phone } from "../../kit/format.ts";

/** The numbers' names by id; null while they are not known. */
function useNumberNames(): Map<number, string> | null {
  const numbers = useQuery(read("/api/numbers")).data?.numbers;
  return numbers ? new Map(numbers.map(({ id, number, external_id }) => [id, phone(number) || external_id])) : null;
}

/** `value`: the id of a number; null: all numbers. */
export function NumberSelect({ value, onChange }: { value: number | null; onChange(next: number | null): void }) {
  const { t } = useTranslation("rules");
  const names = useNumberNames();
  if (names === null || (names.size < 2 && value === null)) return null;
  return (
    <Select
      label={t("on_number")}
      data={[
        { value: "", label: t("every_number") },
        ...[...names].map(([id, name]) => ({ value: String(id), label: name })),
      ]}
      value={value === null ? "" : String(value)}
      onChange={(next) => onChange(next ? Number(next) : null)}
      allowDeselect={false}
    />
  );
}

/** The name of the number of a rule. */
export function NumberName({ id }: { id: number }) {
  return <bdi>{useNumberNames()?.get(id) ?? ""}</bdi>;
}

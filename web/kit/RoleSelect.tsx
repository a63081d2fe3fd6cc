// Choice of a role, with what each may do.
import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { roles } from "../api/lists.ts";
import type { Role } from "./session.ts";

/** The three roles. */
export function RoleSelect({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  const { t } = useTranslation("kit");
  return (
    <Radio.Group label={t("role")} value={value} onChange={(role) => onChange(role as Role)}>
      <Stack gap={8} mt={6}>
        {roles.map((role) => (
          <Radio key={role} value={role} label={t(`role_${role}`)} description={t(`role_${role}_may`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

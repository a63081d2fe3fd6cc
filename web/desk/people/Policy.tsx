// The policy for two-step sign-in.
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { Sheet } from "../../kit/Page.tsx";
import { Shown } from "../../kit/states.tsx";
import styles from "./people.module.css";

export function Policy() {
  const { t } = useTranslation("people");
  const policy = useQuery(read("/api/settings/sign-in"));
  const change = useAction(
    (on: boolean) => ok(api.PUT("/api/settings/sign-in", { body: { second_factor_for_admins: on } })),
    {
      touches: ["/api/settings/sign-in", "/api/me"],
      done: (_, on) => t(on ? "policy_on" : "policy_off"),
    },
  );
  return (
    <div className={styles.policy}>
      <Sheet title={t("policy")}>
        <Shown of={policy} compact>
          {({ second_factor_for_admins: on }) => (
            <Switch
              label={t("policy_label")}
              description={t("policy_hint")}
              checked={on}
              disabled={change.isPending}
              onChange={(event) => change.mutate(event.currentTarget.checked)}
            />
          )}
        </Shown>
      </Sheet>
    </div>
  );
}

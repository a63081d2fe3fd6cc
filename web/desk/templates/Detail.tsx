// One template beside the table: how the customer sees it, what is known of it, and why it cannot be sent.
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Ago } from "../../kit/Ago.tsx";
import { Fact, Facts, Part, Side } from "../../kit/Side.tsx";
import { useCan } from "../../kit/session.ts";
import { Actions } from "./Actions.tsx";
import { categoryOf, Quality, Status } from "./columns.tsx";
import { Preview } from "./Preview.tsx";
import { examplesOf, type Template } from "./template.ts";

export function Detail({ of, close }: { of: Template; close(): void }) {
  const { t } = useTranslation("templates");
  const can = useCan();
  const { rejected_reason: rejected, sendable, why_not: why } = of;
  return (
    <Side title={<bdi>{of.name}</bdi>} close={close}>
      {rejected || !sendable ? (
        <Part>
          {rejected ? (
            <Alert color="red" title={t("rejected")}>
              {rejected}
            </Alert>
          ) : (
            <Alert color="brass" title={t("cannot_send")}>
              {why}
            </Alert>
          )}
        </Part>
      ) : null}
      {can("admin") ? (
        <Part>
          <Actions of={of} onDeleted={close} />
        </Part>
      ) : null}
      <Part title={t("example_values")}>
        <Preview of={of} values={examplesOf(of)} />
      </Part>
      <Part>
        <Facts>
          <Fact name={t("col_status")}>
            <Status of={of} />
          </Fact>
          {of.quality !== "unknown" ? (
            <Fact name={t("col_quality")}>
              <Quality of={of} />
            </Fact>
          ) : null}
          <Fact name={t("col_category")}>{categoryOf(of, t)}</Fact>
          <Fact name={t("col_language")}>{of.language}</Fact>
          <Fact name={t("col_account")}>
            {t(`provider_${of.provider}`)} {of.account_id}
          </Fact>
          <Fact name={t("col_synced")}>
            <Ago at={of.synced_at} />
          </Fact>
        </Facts>
      </Part>
    </Side>
  );
}

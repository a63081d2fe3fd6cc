// Reads the templates from the providers now.
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { Icon } from "../../kit/Icon.tsx";

export function SyncButton() {
  const { t } = useTranslation("templates");
  const sync = useAction(() => ok(api.POST("/api/templates/sync")), { touches: ["/api/templates"], done: t("synced") });
  return (
    <Button
      variant="default"
      leftSection={<Icon name="refresh" size={16} />}
      loading={sync.isPending}
      onClick={() => sync.mutate()}
    >
      {t("sync")}
    </Button>
  );
}

// Whether the bot answers on a number.
import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { useCan } from "../../kit/session.ts";
import type { OwnNumber } from "./number.ts";

export function BotSwitch({ of, name }: { of: OwnNumber; name: string }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const turn = useAction(
    (enabled: boolean) => ok(api.PUT("/api/numbers/{id}/bot", { params: { path: { id: of.id } }, body: { enabled } })),
    { touches: ["/api/numbers"] },
  );
  return (
    <Switch
      label={t("bot")}
      description={t("bot_hint")}
      aria-label={t("bot_of", { number: name })}
      disabled={!can("admin")}
      checked={turn.isPending ? turn.variables : of.bot_enabled}
      onChange={(event) => turn.mutate(event.currentTarget.checked)}
    />
  );
}

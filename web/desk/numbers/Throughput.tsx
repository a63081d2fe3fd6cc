// How many messages a second a number may send; saved when the field is left.
import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { count } from "../../kit/format.ts";
import { useCan } from "../../kit/session.ts";
import type { OwnNumber } from "./number.ts";

export function Throughput({ of }: { of: OwnNumber }) {
  const { id, provider, messages_per_second: known } = of;
  const { t } = useTranslation("numbers");
  const can = useCan();
  const [typed, setTyped] = useState(shown(known));
  useEffect(() => setTyped(shown(known)), [known]);
  const set = useAction(
    (value: number | null) =>
      ok(
        api.PUT("/api/numbers/{id}/throughput", {
          params: { path: { id } },
          body: { messages_per_second: value },
        }),
      ),
    { touches: ["/api/numbers"], done: t("throughput_saved"), quiet: true },
  );
  const save = () => {
    if (typed !== shown(known)) set.mutate(typed === "" ? null : Number(typed));
  };
  return (
    <NumberInput
      label={t("throughput")}
      description={t(provider === "meta" ? "throughput_hint" : "throughput_hint_twilio")}
      placeholder={t("throughput_default", { rate: count(of.default_messages_per_second) })}
      value={typed}
      onChange={(value) => setTyped(String(value))}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
      clampBehavior="none"
      allowNegative={false}
      hideControls
      error={set.error?.message}
      disabled={!can("admin")}
      maw={460}
    />
  );
}

const shown = (value: number | null): string => (value === null ? "" : String(value));

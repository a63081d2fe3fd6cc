// The menu beside the search field: order, channel and label of the list.
import { ActionIcon, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { type Filters, onlyWaits, sorts } from "./data.ts";

type Props = {
  filters: Filters;
  change(some: Record<string, string | undefined>): void;
};

export function FilterMenu({ filters, change }: Props) {
  const { t } = useTranslation("inbox");
  const labels = useQuery(read("/api/inbox/labels"));
  const health = useQuery(read("/api/health/delivery"));
  const on =
    (filters.sort === "longest" && onlyWaits(filters.view)) ||
    filters.channel !== "" ||
    filters.label !== "" ||
    filters.came_by !== "";
  const item = (key: string, name: string, chosen: boolean, choose: () => void) => (
    <Menu.Item key={key} onClick={choose} rightSection={chosen ? <Icon name="check" size={15} /> : null}>
      {name}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant={on ? "light" : "subtle"} size="lg" aria-label={t("filters")}>
          <Icon name="filter" size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onlyWaits(filters.view) ? (
          <>
            <Menu.Label>{t("order")}</Menu.Label>
            {sorts.map((one) =>
              item(one, t(`order_${one}`), filters.sort === one, () =>
                change({ sort: one === "newest" ? undefined : one }),
              ),
            )}
          </>
        ) : null}
        <Menu.Label>{t("filter_channel")}</Menu.Label>
        {item("any-channel", t("any_channel"), filters.channel === "", () => change({ channel: undefined }))}
        {health.data?.channels.map((one) =>
          item(`channel ${one.id}`, channelName(one), filters.channel === String(one.id), () =>
            change({ channel: String(one.id) }),
          ),
        )}
        <Menu.Label>{t("filter_came_by")}</Menu.Label>
        {item("any-way", t("any_way"), filters.came_by === "", () => change({ came_by: undefined }))}
        {item("ad", t("by_ad"), filters.came_by === "ad", () => change({ came_by: "ad" }))}
        {labels.data && labels.data.labels.length > 0 ? <Menu.Label>{t("filter_label")}</Menu.Label> : null}
        {labels.data && labels.data.labels.length > 0
          ? item("any-label", t("any_label"), filters.label === "", () => change({ label: undefined }))
          : null}
        {labels.data?.labels.map((one) =>
          item(`label ${one.id}`, one.name, filters.label === String(one.id), () => change({ label: String(one.id) })),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const channelName = ({ provider, number }: { provider: string; number: string | null }): string =>
  `${provider === "meta" ? "Meta" : "Twilio"}${number ? ` ${phone(number)}` : ""}`;

// News from the providers: what is still so first, each with what to do; and the button that asks the providers now.
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, pages, read } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAction } from "../../kit/action.ts";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./news.module.css";

type Item = Brought<"/api/news">["news"][number];

export default function NewsPage() {
  const { t } = useTranslation("news");
  const [address, change] = useAddress();
  const all = address.show === "all";
  const list = useInfiniteQuery(pages("/api/news", { query: all ? {} : { open: "true" } }));
  const items = list.data?.pages.flatMap((page) => page.news) ?? [];
  return (
    <Page
      title={t("title")}
      note={<Checked />}
      actions={<CheckButton />}
      tabs={
        <SegmentedControl
          size="xs"
          aria-label={t("which")}
          value={all ? "all" : "open"}
          onChange={(next) => change({ show: next === "all" ? "all" : undefined })}
          data={[
            { value: "open", label: t("open") },
            { value: "all", label: t("all") },
          ]}
        />
      }
    >
      <Shown of={list}>
        {() =>
          items.length === 0 ? (
            <Empty icon="check" title={t(all ? "none" : "none_open")} text={t("none_text")} />
          ) : (
            <ul className={styles.list}>
              {items.map((item) => (
                <News key={item.id} of={item} />
              ))}
            </ul>
          )
        }
      </Shown>
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </Page>
  );
}

function News({ of }: { of: Item }) {
  const { t } = useTranslation("news");
  const can = useCan();
  const settle = useAction(() => ok(api.POST("/api/news/{id}/settle", { params: { path: { id: of.id } } })), {
    touches: ["/api/news", "/api/incidents"],
    done: t("settled"),
  });
  const isOpen = of.resolved_at === null;
  return (
    <li className={styles.item} data-severity={isOpen ? of.severity : "info"}>
      <div className={styles.said}>
        <div className={styles.line}>
          <span className={styles.severity}>{t(`severity_${of.severity}`)}</span>
          <span className="quiet">
            {t(`provider_${of.provider}`)} · {t(`kind_${of.kind}`)} · <Ago at={of.at} />
          </span>
        </div>
        <h2>{of.summary}</h2>
        {of.remedy && isOpen ? <p>{of.remedy}</p> : null}
        {isOpen || of.severity === "info" ? null : (
          <p className="quiet">
            {of.resolved_by === "provider"
              ? t("over", { at: time(of.resolved_at!) })
              : t("settled_by", {
                  at: time(of.resolved_at!),
                  name: (of.resolved_by ?? "").replace(/^(desk|api):/, ""),
                })}
          </p>
        )}
      </div>
      {isOpen && can("agent") ? (
        <Button size="compact-sm" variant="default" loading={settle.isPending} onClick={() => settle.mutate()}>
          {t("settle")}
        </Button>
      ) : null}
    </li>
  );
}

/** When the providers were asked last. */
function Checked() {
  const { t } = useTranslation("news");
  const { data } = useQuery(read("/api/news/checks"));
  const times = (data?.checks ?? []).flatMap(({ checked_at }) => checked_at ?? []);
  if (times.length === 0) return <>{t("never_checked")}</>;
  return (
    <>
      {t("checked")} <Ago at={times.sort()[0]!} />
    </>
  );
}

function CheckButton() {
  const { t } = useTranslation("news");
  const can = useCan();
  const check = useAction(() => ok(api.POST("/api/news/checks")), {
    touches: ["/api/news", "/api/incidents"],
    done: t("asked"),
  });
  if (!can("agent")) return null;
  return (
    <Button
      variant="default"
      leftSection={<Icon name="refresh" size={16} />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      {t("check")}
    </Button>
  );
}

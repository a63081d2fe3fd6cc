// Incidents of every kind: what people should look at, the newest first, and what was settled.
import { Button, SegmentedControl, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { pages } from "../../api/query.ts";
import { Page, Sheet } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./incidents.module.css";
import { Line } from "./Line.tsx";
import words from "./strings.en.ts";
import { textsOf } from "./texts.ts";

const kinds = Object.keys(words).flatMap((key) => (key.endsWith("_title") ? [key.slice(0, -"_title".length)] : []));
const asked = { open: "true", settled: "false", all: undefined } as const;
type Show = keyof typeof asked;

export default function IncidentsPage() {
  const { t } = useTranslation(["incidents", "kit"]);
  const [search] = useAddress();
  const show: Show = search.show === "settled" || search.show === "all" ? search.show : "open";
  const id = /^\d+$/.test(search.contact ?? "") ? Number(search.contact) : undefined;
  const query = { open: asked[show], kind: search.kind, contact: id };
  const list = useInfiniteQuery(pages("/api/incidents", { query }));
  const total = list.data?.pages[0]?.count;
  return (
    <Page title={t("title")} note={total === undefined || show !== "open" ? null : t("count", { count: total })}>
      <Filters show={show} />
      <Shown of={list}>
        {({ pages: all }) => {
          const incidents = all.flatMap((page) => page.incidents);
          if (incidents.length === 0)
            return show === "open" && !search.kind ? (
              <Empty icon="check" title={t("empty")} text={t("empty_text")} />
            ) : (
              <Empty icon="warning" title={t("empty_filtered")} text={t("empty_filtered_text")} />
            );
          return (
            <>
              <Sheet flush>
                <ul className={styles.lines}>
                  {incidents.map((one) => (
                    <Line key={one.id} of={one} />
                  ))}
                </ul>
              </Sheet>
              {list.hasNextPage ? (
                <div className={styles.foot}>
                  <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {t("kit:load_more")}
                  </Button>
                </div>
              ) : null}
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

function Filters({ show }: { show: Show }) {
  const { t } = useTranslation("incidents");
  const [search, change] = useAddress();
  return (
    <div className={styles.filters}>
      <SegmentedControl
        aria-label={t("show")}
        value={show}
        onChange={(value) => change({ show: value === "open" ? undefined : value })}
        data={(["open", "settled", "all"] as const).map((value) => ({ value, label: t(value) }))}
      />
      <Select
        aria-label={t("kind")}
        placeholder={t("every_kind")}
        clearable
        value={search.kind ?? null}
        onChange={(kind) => change({ kind: kind ?? undefined })}
        data={[...new Set([...kinds, ...(search.kind ? [search.kind] : [])])].map((value) => ({
          value,
          label: textsOf(value).title,
        }))}
      />
    </div>
  );
}

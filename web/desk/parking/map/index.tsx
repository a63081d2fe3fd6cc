// The map: each lot as a live plan of its spots, with open incidents above and the waitlist beside it.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { spotStates } from "../../../api/lists.ts";
import { pages, read } from "../../../api/query.ts";
import { money } from "../../../kit/format.ts";
import { Page } from "../../../kit/Page.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty, Shown } from "../../../kit/states.tsx";
import { boardsEvery, type Lot, lotsQuery, type MapBooking } from "../data.ts";
import { ParkingTabs } from "../tabs.tsx";
import { Bay } from "./Bay.tsx";
import { Incidents } from "./Incidents.tsx";
import styles from "./map.module.css";
import { SpotPanel } from "./SpotPanel.tsx";
import { Waitlist } from "./Waitlist.tsx";

export default function MapPage() {
  const { t } = useTranslation("parking");
  const can = useCan();
  const lots = useQuery({ ...lotsQuery, refetchInterval: boardsEvery });
  return (
    <Page title={t("title")} tabs={<ParkingTabs />} wide>
      <Shown of={lots}>
        {({ lots: all }) =>
          all.length === 0 ? (
            <Empty
              icon="parking"
              title={t("no_lots")}
              text={t(can("admin") ? "no_lots_admin" : "no_lots_text")}
              action={
                can("admin") ? (
                  <Button component={Link} to="/parking/lots" search={{ new: "1" } as never}>
                    {t("lot_new")}
                  </Button>
                ) : null
              }
            />
          ) : (
            <LotsMap lots={all} />
          )
        }
      </Shown>
    </Page>
  );
}

function LotsMap({ lots }: { lots: readonly Lot[] }) {
  const { t } = useTranslation("parking");
  const [address, change] = useAddress();
  const lot = lots.find(({ id }) => String(id) === address.lot) ?? lots[0]!;
  const spot = lot.spots.find(({ id }) => String(id) === address.spot) ?? null;
  const bookings = useOpenBookings(lot.id);
  const incidents = useQuery(read("/api/parking/incidents", { query: { open: "true", limit: 100 } }));
  const open = incidents.data?.incidents ?? [];
  const choose = (id: number | null) => change({ spot: id === null ? undefined : String(id) });
  const toSpot = (lotId: number, id: number) => change({ lot: String(lotId), spot: String(id) });
  return (
    <div className={styles.frame}>
      <div className={styles.main}>
        {lots.length > 1 ? (
          <LotChoice lots={lots} chosen={lot.id} incidents={open.map(({ lot_id }) => lot_id)} />
        ) : null}
        <Counts lot={lot} single={lots.length === 1} />
        <Incidents of={open} lots={lots} toSpot={toSpot} />
        {lot.spots.length === 0 ? (
          <Empty compact icon="parking" title={t("no_spots")} text={t("no_spots_text")} />
        ) : (
          <ul
            className={`${styles.plan} ${lot.spots.length > 48 ? styles.dense : ""}`}
            aria-label={t("plan_of", { lot: lot.name })}
          >
            {lot.spots.map((one) => (
              <li key={one.id}>
                <Bay
                  spot={one}
                  booking={bookings.get(one.id) ?? null}
                  incidents={open.filter(({ spot_id }) => spot_id === one.id).length}
                  chosen={one.id === spot?.id}
                  choose={() => choose(one.id === spot?.id ? null : one.id)}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      {spot ? (
        <SpotPanel
          key={spot.id}
          spot={spot}
          lot={lot}
          booking={bookings.get(spot.id) ?? null}
          incidents={open.filter(({ spot_id }) => spot_id === spot.id)}
          close={() => choose(null)}
          toSpot={toSpot}
        />
      ) : null}
      <Waitlist lot={lot} toSpot={(id) => choose(id)} hidden={spot !== null} />
    </div>
  );
}

/** The open bookings of a lot by spot, with the driver's name. */
function useOpenBookings(lotId: number): ReadonlyMap<number, MapBooking> {
  const query = { lot_id: lotId, status: "reserved,active", limit: 500 };
  const list = useInfiniteQuery(pages("/api/parking/bookings", { query }));
  const named = useInfiniteQuery(pages("/api/table/bookings", { query }));
  return useMemo(() => {
    const names = new Map(named.data?.pages.flatMap((page) => page.bookings).map(({ id, name }) => [id, name]) ?? []);
    const rows = list.data?.pages.flatMap((page) => page.bookings) ?? [];
    return new Map(rows.map((row) => [row.spot_id, { ...row, name: names.get(row.id) ?? null }]));
  }, [list.data, named.data]);
}

function LotChoice({
  lots,
  chosen,
  incidents,
}: {
  lots: readonly Lot[];
  chosen: number;
  incidents: readonly number[];
}) {
  const { t } = useTranslation("parking");
  const row = useRef<HTMLElement>(null);
  // In small windows, scrolls to the chosen lot.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again for another lot.
  useEffect(() => {
    const open = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (open) row.current?.scrollTo({ left: open.offsetLeft - (row.current.clientWidth - open.offsetWidth) / 2 });
  }, [chosen]);
  return (
    <nav className={styles.lots} aria-label={t("lots_choose")} ref={row}>
      {lots.map((lot) => (
        <Link
          key={lot.id}
          to="/parking"
          search={{ lot: String(lot.id) }}
          className={styles.lot}
          aria-current={lot.id === chosen ? "true" : undefined}
        >
          <strong>{lot.name}</strong>
          <span className="quiet">
            {t("free_of", { free: lot.spots.filter(({ state }) => state === "free").length, all: lot.spots.length })}
          </span>
          {incidents.includes(lot.id) ? (
            <span className={styles.mark} title={t("incidents")}>
              <span className="unseen">{t("incidents")}</span>
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

/** The number of spots in each state; also the legend of the icons. */
function Counts({ lot, single }: { lot: Lot; single: boolean }) {
  const { t } = useTranslation("parking");
  const of = (state: string) => lot.spots.filter((spot) => spot.state === state).length;
  const away = lot.spots.filter(({ device }) => device?.presence === "offline").length;
  return (
    <div className={styles.counts}>
      {single ? <h2 className={styles.name}>{lot.name}</h2> : null}
      <dl className={styles.numbers}>
        {spotStates.map((state) =>
          of(state) === 0 && (state === "unknown" || state === "maintenance") ? null : (
            <div key={state} className={styles.number} data-state={state}>
              <dt>{t(`state_${state}`)}</dt>
              <dd>{of(state)}</dd>
            </div>
          ),
        )}
      </dl>
      <span className={styles.tariff}>
        {t("an_hour", { sum: money(lot.rate_cents_per_hour, lot.currency) })}
        {away > 0 ? <span className={styles.away}>{t("boards_away", { count: away })}</span> : null}
      </span>
    </div>
  );
}

// Lots: their terms and spots; admins make, change and extend them.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { money, span } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Page, Sheet } from "../../../kit/Page.tsx";
import { Fact, Facts } from "../../../kit/Side.tsx";
import { useAddress } from "../../../kit/search.ts";
import { useCan } from "../../../kit/session.ts";
import { Empty, Shown } from "../../../kit/states.tsx";
import { type Lot, lotsQuery } from "../data.ts";
import styles from "../parking.module.css";
import { ParkingTabs } from "../tabs.tsx";
import { AddSpots, LotForm } from "./LotForm.tsx";
import lotStyles from "./lots.module.css";
import { Example } from "./terms.tsx";

export default function LotsPage() {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [address, change] = useAddress();
  const lots = useQuery(lotsQuery);
  const make = can("admin") ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => change({ new: "1" })}>
      {t("lot_new")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} tabs={<ParkingTabs />} actions={make} wide>
      <Shown of={lots}>
        {({ lots: all }) =>
          all.length === 0 ? (
            <Empty icon="parking" title={t("no_lots")} text={t(can("admin") ? "no_lots_admin" : "no_lots_text")} />
          ) : (
            <div className={lotStyles.lots}>
              {all.map((lot) => (
                <LotSheet key={lot.id} lot={lot} />
              ))}
            </div>
          )
        }
      </Shown>
      {address.new && can("admin") ? <LotForm lot={null} onClose={() => change({ new: undefined })} /> : null}
    </Page>
  );
}

function LotSheet({ lot }: { lot: Lot }) {
  const { t } = useTranslation("parking");
  const can = useCan();
  const [open, show] = useState<"edit" | "spots" | null>(null);
  return (
    <Sheet
      title={lot.name}
      actions={
        can("admin") ? (
          <div className={styles.actions}>
            <Button size="compact-sm" variant="default" onClick={() => show("spots")}>
              {t("spots_add")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => show("edit")}>
              {t("lot_edit")}
            </Button>
          </div>
        ) : null
      }
    >
      <div className={styles.stack}>
        <Terms of={lot} />
        <Example tariff={lot} currency={lot.currency} />
        {lot.spots.length === 0 ? <p className={styles.hint}>{t("no_spots_text")}</p> : <Spots of={lot} />}
      </div>
      {open === "edit" ? <LotForm lot={lot} onClose={() => show(null)} /> : null}
      {open === "spots" ? <AddSpots lot={lot} onClose={() => show(null)} /> : null}
    </Sheet>
  );
}

function Terms({ of }: { of: Lot }) {
  const { t } = useTranslation("parking");
  const minutes = (count: number) => span(count * 60);
  return (
    <div className={styles.two}>
      <Facts>
        <Fact name={t("rate")}>{t("an_hour", { sum: money(of.rate_cents_per_hour, of.currency) })}</Fact>
        <Fact name={t("cap")}>
          {of.daily_cap_cents === null ? t("cap_none") : money(of.daily_cap_cents, of.currency)}
        </Fact>
        <Fact name={t("free_minutes")}>{of.free_minutes === 0 ? t("none") : minutes(of.free_minutes)}</Fact>
        <Fact name={t("minimum_balance")}>{money(of.minimum_balance_cents, of.currency)}</Fact>
        <Fact name={t("time_zone")}>{of.time_zone}</Fact>
      </Facts>
      <Facts>
        <Fact name={t("hold")}>{minutes(of.hold_minutes)}</Fact>
        <Fact name={t("reminder")}>{t("before_end", { time: minutes(of.reminder_minutes) })}</Fact>
        <Fact name={t("extension")}>{minutes(of.extension_minutes)}</Fact>
        <Fact name={t("offer")}>{minutes(of.offer_minutes)}</Fact>
        <Fact name={t("debounce")}>{span(of.debounce_seconds)}</Fact>
      </Facts>
    </div>
  );
}

function Spots({ of }: { of: Lot }) {
  const { t } = useTranslation("parking");
  return (
    <div>
      <h3 className={lotStyles.heading}>{t("spots_count", { count: of.spots.length })}</h3>
      <ul className={lotStyles.spots}>
        {of.spots.map((spot) => (
          <li key={spot.id}>
            <Link
              to="/parking"
              search={{ lot: String(of.id), spot: String(spot.id) }}
              className={lotStyles.spot}
              data-away={spot.maintenance ? "" : undefined}
              title={t(`state_${spot.state}`)}
            >
              {spot.code}
              {spot.maintenance ? <span className={lotStyles.word}>{t("state_maintenance")}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
      <p className={styles.small}>{t("spots_hint")}</p>
    </div>
  );
}

// The waitlist of a lot, in the order in which it is served.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { Ago } from "../../../kit/Ago.tsx";
import { Sheet } from "../../../kit/Page.tsx";
import { Shown } from "../../../kit/states.tsx";
import type { Lot } from "../data.ts";
import { DriverLink, Left } from "../parts.tsx";
import styles from "./map.module.css";

/** `hidden`: in wide windows, where a spot's panel takes its place. */
export function Waitlist({ lot, toSpot, hidden }: { lot: Lot; toSpot(id: number): void; hidden: boolean }) {
  const { t } = useTranslation("parking");
  const list = useQuery(read("/api/parking/waitlist", { query: { lot_id: lot.id } }));
  return (
    <div className={`${styles.beside} ${hidden ? styles.hidden : ""}`}>
      <Sheet title={t("waitlist")} flush>
        <Shown of={list} compact>
          {({ waitlist }) =>
            waitlist.length === 0 ? (
              <p className={styles.nobody}>{t("waitlist_empty")}</p>
            ) : (
              <ol className={styles.waits}>
                {waitlist.map((one) => (
                  <li key={one.id}>
                    <strong className="number">{one.place ?? "–"}</strong>
                    <DriverLink id={one.account_id} phone={one.phone} username={one.username} />
                    <span className="quiet">
                      <Ago at={one.joined_at} />
                    </span>
                    {one.state === "offered" && one.spot_id !== null ? (
                      <span className={styles.more}>
                        {t("offered_spot")}{" "}
                        <button type="button" className={styles.spotLink} onClick={() => toSpot(one.spot_id!)}>
                          {one.spot}
                        </button>
                        {one.offer_ends_at ? (
                          <>
                            {" · "}
                            <Left at={one.offer_ends_at} />
                          </>
                        ) : null}
                      </span>
                    ) : null}
                  </li>
                ))}
              </ol>
            )
          }
        </Shown>
      </Sheet>
    </div>
  );
}

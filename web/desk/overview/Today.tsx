// Today's figures as tiles, each with its meaning.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { spotStates } from "../../api/lists.ts";
import type { Brought } from "../../api/query.ts";
import { count, money, span } from "../../kit/format.ts";
import styles from "./overview.module.css";

type Day = Brought<"/api/overview">["today"];

/** From how many seconds a wait is too long. */
const LONG_WAIT_S = 600;

export function Today({ of, at }: { of: Day; at: string }) {
  const { t } = useTranslation("overview");
  return (
    <div className={styles.tiles}>
      <Tile
        name={t("messages")}
        value={t("messages_today", { in: count(of.messages_in), out: count(of.messages_out) })}
        bad={of.failed > 0}
      >
        {of.failed > 0 ? (
          <Link to="/messages" search={{ status: "failed", from: of.date }}>
            {t("failed_n", { count: of.failed, total: count(of.failed) })}
          </Link>
        ) : (
          t("none_failed")
        )}
      </Tile>
      <Waiting of={of} at={at} />
      <Tile name={t("conversations")} value={count(of.conversations_open)}>
        {of.conversations_unread > 0 ? (
          <Link to="/inbox" search={{ view: "all" }}>
            {t("unread_n", { total: count(of.conversations_unread) })}
          </Link>
        ) : (
          t("all_read")
        )}
      </Tile>
      <Tile
        name={t("first_response")}
        value={of.first_response_seconds === null ? "–" : span(of.first_response_seconds)}
      >
        {of.answered > 0 ? t("first_response_text", { total: count(of.answered) }) : t("first_response_none")}
      </Tile>
      <Tile name={t("bookings")} value={count(of.bookings)} bad={of.incidents_open > 0}>
        {t("bookings_now", { active: count(of.bookings_active), reserved: count(of.bookings_reserved) })}
        {of.incidents_open > 0 ? (
          <>
            {" · "}
            <Link to="/parking">{t("incidents_n", { count: of.incidents_open, total: count(of.incidents_open) })}</Link>
          </>
        ) : null}
      </Tile>
      <Tile
        name={t("revenue")}
        value={
          of.revenue.length === 0 ? "–" : of.revenue.map(({ cents, currency }) => money(cents, currency)).join(" + ")
        }
      >
        {t(of.revenue.length === 0 ? "revenue_none" : "revenue_text")}
      </Tile>
      <Spots of={of.spots} />
    </div>
  );
}

/** How many conversations wait for a person, and which has waited longest. */
function Waiting({ of, at }: { of: Day; at: string }) {
  const { t } = useTranslation("overview");
  const waits = of.waiting_longest;
  const waited = waits ? (Date.parse(at) - Date.parse(waits.since)) / 1_000 : 0;
  return (
    <Tile
      name={t("waiting")}
      value={
        <Link to="/inbox" search={{ view: "waiting", sort: "longest" }} className={styles.number}>
          {count(of.waiting)}
        </Link>
      }
      bad={waited > LONG_WAIT_S}
    >
      {waits ? (
        <Link to="/inbox/$conversationId" params={{ conversationId: String(waits.conversation_id) } as never}>
          <bdi>{t("waiting_since", { name: waits.name ?? t("waiting_somebody"), span: span(waited) })}</bdi>
        </Link>
      ) : (
        t("waiting_nobody")
      )}
    </Tile>
  );
}

type TileProps = { name: string; value: ReactNode; bad?: boolean; children?: ReactNode };

/** A figure with its name, and what it means. */
export function Tile({ name, value, bad, children }: TileProps) {
  return (
    <section className={styles.tile} data-bad={bad || undefined}>
      <h3>{name}</h3>
      <div className={styles.value}>{value}</div>
      <div className={styles.small}>{children}</div>
    </section>
  );
}

/** The spots by state, as a bar and as text. */
function Spots({ of }: { of: Day["spots"] }) {
  const { t } = useTranslation("overview");
  const present = spotStates.filter((state) => of[state] > 0);
  return (
    <section className={`${styles.tile} ${styles.spots}`}>
      <h3>{t("spots")}</h3>
      {present.length === 0 ? (
        <div className={styles.small}>{t("spots_none")}</div>
      ) : (
        <>
          <div className={styles.stack} aria-hidden="true">
            {present.map((state) => (
              <span key={state} data-spot={state} style={{ flexGrow: of[state] }} />
            ))}
          </div>
          <ul className={styles.legend}>
            {present.map((state) => (
              <li key={state}>
                <span className={styles.dot} data-spot={state} aria-hidden="true" />
                {t(`spot_${state}`)} <strong className="number">{count(of[state])}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

// What a message contains besides text and files: a place, cards, a form's answers, an order, an ad, a product, a permission. Loaded when needed.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { locale, phone, time } from "../../../kit/format.ts";
import { Icon, type IconName } from "../../../kit/Icon.tsx";
import bubble from "../bubble.module.css";
import type { Message } from "../data.ts";
import styles from "./content.module.css";

export function Parts({ message }: { message: Message }) {
  const { referral, product, location, contacts, answers, order, template, call_permission: permission } = message;
  const { passive, payments, call } = message;
  const { t } = useTranslation("content");
  return (
    <>
      {passive ? <Passive of={passive} /> : null}
      {referral ? <Referral of={referral} /> : null}
      {product ? <Product of={product} /> : null}
      {location ? <Place of={location} /> : null}
      {contacts?.map((card, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards of a message never change their order.
        <ContactCard key={n} of={card} />
      ))}
      {answers ? <Answers of={answers} /> : null}
      {order ? <Order of={order} /> : null}
      {call ? <Call of={call} direction={message.direction} /> : null}
      {permission ? <Permission of={permission} /> : null}
      {payments.map((payment) => (
        <Payment key={`${payment.at} ${payment.state}`} of={payment} />
      ))}
      {template ? (
        <Card icon="rules">
          <strong>{template.name}</strong>
          {template.parameters.length > 0 ? <Line of={template.parameters.join(" · ")} /> : null}
          {template.instead ? <Line of={t("template_instead")} quiet /> : null}
        </Card>
      ) : null}
    </>
  );
}

function Card({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <div className={bubble.card}>
      <Icon name={icon} size={18} />
      <div>{children}</div>
    </div>
  );
}

/** A line that a person or provider wrote; nothing when it is empty. */
function Line({ of, quiet }: { of: string | null; quiet?: boolean }) {
  return of ? (
    <p className={quiet ? "quiet" : undefined}>
      <bdi>{of}</bdi>
    </p>
  ) : null;
}

function Away({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** The ad or post that led to the message. Its picture is a link: loading it would tell others who reads this. */
function Referral({ of }: { of: NonNullable<Message["referral"]> }) {
  const { t } = useTranslation("content");
  const isPost = of.source === "post";
  return (
    <Card icon="link">
      <p className="quiet">{t(isPost ? "from_post" : "from_ad")}</p>
      {of.headline ? (
        <strong>
          <bdi>{of.headline}</bdi>
        </strong>
      ) : null}
      <Line of={of.body} />
      <p className={styles.links}>
        {of.url ? <Away to={of.url}>{t(isPost ? "open_post" : "open_ad")}</Away> : null}
        {of.picture ? <Away to={of.picture}>{t("picture")}</Away> : null}
      </p>
    </Card>
  );
}

function Product({ of }: { of: NonNullable<Message["product"]> }) {
  const { t } = useTranslation("content");
  return (
    <Card icon="link">
      <p className="quiet">{t("about_product")}</p>
      <strong>
        <bdi>{of.product ?? t("product")}</bdi>
      </strong>
      {of.catalog_id ? <p className="quiet">{t("catalog", { id: of.catalog_id })}</p> : null}
    </Card>
  );
}

/** What became of a phone call, and how long they spoke. */
function Call({ of, direction }: { of: NonNullable<Message["call"]>; direction: Message["direction"] }) {
  const { t } = useTranslation("content");
  const { state, duration_seconds: seconds, error_title: why } = of;
  return (
    <Card icon="phone">
      <strong>{t(`call_${direction}_${state}`)}</strong>
      {seconds === null ? null : <p className="number">{t("call_lasted", { time: clockOf(seconds) })}</p>}
      {of.taken_by === null ? null : (
        <p className="quiet">
          {t(state === "rejected" && direction === "in" ? "call_rejected_by" : "call_by", { name: of.taken_by })}
        </p>
      )}
      <Line of={why} quiet />
    </Card>
  );
}

/** Seconds as minutes and seconds: 1:05. */
const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function Place({ of: { latitude, longitude, name, address, url } }: { of: NonNullable<Message["location"]> }) {
  const { t } = useTranslation("content");
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <Card icon="pin">
      <strong>
        <bdi>{name ?? t("place")}</bdi>
      </strong>
      <Line of={address} />
      <p className="quiet number">
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </p>
      <p className={styles.links}>
        <Away to={map}>{t("open_map")}</Away>
        {url ? <Away to={url}>{t("open_place")}</Away> : null}
      </p>
    </Card>
  );
}

function ContactCard({ of }: { of: NonNullable<Message["contacts"]>[number] }) {
  const { t } = useTranslation("content");
  const work = [of.title, of.company === of.name ? null : of.company].filter(Boolean).join(", ");
  const lines = [...of.phones.map(phone), ...of.emails, ...of.addresses, ...of.urls];
  return (
    <Card icon="person">
      <strong>
        <bdi>{of.name ?? t("somebody")}</bdi>
      </strong>
      <Line of={work} quiet />
      {[...new Set(lines)].map((line) => (
        <Line key={line} of={line} />
      ))}
      {of.birthday ? <p className="quiet">{t("birthday", { date: of.birthday })}</p> : null}
    </Card>
  );
}

function Answers({ of }: { of: NonNullable<Message["answers"]> }) {
  const { t } = useTranslation("content");
  return (
    <table className={styles.table} aria-label={t("answers")}>
      <tbody>
        {of.map(({ label, value }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the answers of a message never change.
          <tr key={n}>
            <th scope="row">
              <bdi>{label}</bdi>
            </th>
            <td>
              <bdi>{value}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A price in whole units, as catalogues state it; with a currency that is none, the number and what was given. */
function price(amount: number, currency: string | null): string {
  if (!currency || !/^[a-z]{3}$/i.test(currency)) return `${amount.toLocaleString()} ${currency ?? ""}`.trim();
  return amount.toLocaleString(locale(), { style: "currency", currency });
}

function Order({ of: { items, sums } }: { of: NonNullable<Message["order"]> }) {
  const { t } = useTranslation("content");
  return (
    <table className={styles.table}>
      <tbody>
        {items.map((item, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: products may repeat, and an order never changes.
          <tr key={n}>
            <td>
              {item.quantity ?? 1} × <bdi>{item.product ?? t("product")}</bdi>
            </td>
            <td className={styles.sum}>
              {item.price === null ? "" : price(item.price * (item.quantity ?? 1), item.currency)}
            </td>
          </tr>
        ))}
        {sums.map(({ currency, amount }) => (
          <tr key={currency}>
            <th scope="row">{t("sum")}</th>
            <td className={styles.sum}>
              <strong>{price(amount, currency)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why nobody has to answer. */
function Passive({ of }: { of: NonNullable<Message["passive"]> }) {
  const { t } = useTranslation("content");
  return <p className={bubble.hint}>{t(`passive_${of}`)}</p>;
}

/** The state of a payment, which is none of the message's delivery; a state that is not known is shown as the provider says it. */
function Payment({ of: { state, amount, currency, reference, at } }: { of: Message["payments"][number] }) {
  const { t } = useTranslation("content");
  return (
    <Card icon={state === "captured" ? "check" : "clock"}>
      <strong>{t(`payment_${state}` as "payment_captured", { defaultValue: t("payment", { state }) })}</strong>
      {amount === null ? null : <> {price(amount, currency)}</>}
      <p className="quiet">
        {reference ? <bdi>{reference}</bdi> : null} <time dateTime={at}>{time(at)}</time>
      </p>
    </Card>
  );
}

function Permission({ of }: { of: NonNullable<Message["call_permission"]> }) {
  const { t } = useTranslation("content");
  if (!of.granted) return <Card icon="close">{t("call_refused")}</Card>;
  const until = of.permanent ? t("call_permanent") : of.until ? t("call_until", { time: time(of.until) }) : "";
  return (
    <Card icon="check">
      <strong>{t("call_allowed")}</strong> {until}
      {of.automatic ? <p className="quiet">{t("call_automatic")}</p> : null}
    </Card>
  );
}

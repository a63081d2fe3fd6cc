// The health of message delivery: first what needs action, then webhook endpoints, numbers, and what is stuck.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAction } from "../../kit/action.ts";
import { count, phone, span, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Sheet } from "../../kit/Page.tsx";
import { brief, Rows, spare } from "../../kit/Rows.tsx";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import { DeadLetters } from "./DeadLetters.tsx";
import { type Finding, findingsOf, type Health } from "./findings.ts";
import styles from "./overview.module.css";

/** The lag and waiting times grow without an event. */
const useHealth = () => useQuery({ ...read("/api/health/delivery"), refetchInterval: 30_000 });

/** What needs action, at the top of the page; nothing if all is well. */
export function Attention() {
  const { t } = useTranslation("overview");
  const { data } = useHealth();
  const found = data ? findingsOf(data) : [];
  if (found.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="attention">
      <h2 id="attention">{t("attention")}</h2>
      <Findings of={found} />
    </section>
  );
}

export function Delivery() {
  const health = useHealth();
  return <Shown of={health}>{(data) => <DeliveryDetails of={data} />}</Shown>;
}

function DeliveryDetails({ of }: { of: Health }) {
  const can = useCan();
  return (
    <div className={styles.delivery}>
      {findingsOf(of).length === 0 ? <Fine /> : null}
      <div className={styles.two}>
        <WebhookEndpoints of={of} />
        <Channels of={of.channels} />
      </div>
      {of.stuck.length > 0 ? <Stuck of={of.stuck} /> : null}
      {of.dead_letters > 0 && can("agent") ? <DeadLetters /> : null}
    </div>
  );
}

function Fine() {
  const { t } = useTranslation("overview");
  return (
    <div className={styles.finding} data-level="good">
      <Icon name="check" />
      <div>
        <strong>{t("fine")}</strong>
        <p>{t("fine_text")}</p>
      </div>
    </div>
  );
}

function Findings({ of }: { of: Finding[] }) {
  return (
    <ul className={styles.findings}>
      {of.map((one) => (
        <li
          key={
            "setting" in one
              ? one.setting
              : "source" in one
                ? `${one.kind} ${one.source}`
                : "channel" in one
                  ? `rest ${one.channel.id}`
                  : one.kind
          }
          className={styles.finding}
          data-level={one.bad ? "bad" : "warn"}
        >
          <Icon name="warning" />
          <Say of={one} />
        </li>
      ))}
    </ul>
  );
}

function Say({ of }: { of: Finding }) {
  const { t } = useTranslation("overview");
  const both = (what: string, todo: string) => (
    <div>
      <strong>{what}</strong>
      <p>{todo}</p>
    </div>
  );
  switch (of.kind) {
    case "lag":
      return both(t("find_lag", { total: count(of.waiting), span: span(of.seconds) }), t("find_lag_do"));
    case "unset":
    case "wrong": {
      const provider = of.source === "meta" ? "meta" : "twilio";
      const what = t(`find_${of.kind}`, { source: t(`source_${of.source}`), at: time(of.at) });
      return both(what, t(`find_${of.kind}_do_${provider}`));
    }
    case "missing":
    case "stray":
      return both(t(`find_${of.kind}`, { source: t(`source_${of.source}`), at: time(of.at) }), t(`find_${of.kind}_do`));
    case "silent":
      return both(
        t("find_silent", { provider: t(of.source === "meta" ? "provider_meta" : "provider_twilio") }),
        t("find_silent_do"),
      );
    case "resting": {
      const { provider, number } = of.channel;
      const channel = `${t(`provider_${provider}`)} ${phone(number)}`.trim();
      const { reason, remedy, waiting, since } = of.held;
      return (
        <div>
          <strong>{t("find_resting", { channel, count: waiting, total: count(waiting) })}</strong>
          <p>
            {remedy ?? t("find_resting_do")} {t("find_resting_said", { reason, since: time(since) })}
          </p>
          <TryNow id={of.channel.id} />
        </div>
      );
    }
    case "database":
      return both(t("find_database", { setting: of.setting, value: of.value }), of.advice);
    case "stuck":
      return both(t("find_stuck", { count: of.count, total: count(of.count) }), t("find_stuck_do"));
    case "forwarding":
      return both(t("find_forwarding", { from: of.from }), t("find_forwarding_do", { from: of.from }));
    case "dead":
      return both(t("find_dead", { count: of.count, total: count(of.count) }), t("find_dead_do"));
  }
}

/** After the cause is fixed, a user can try at once instead of waiting for the next attempt. */
function TryNow({ id }: { id: number }) {
  const { t } = useTranslation("overview");
  const can = useCan();
  const mutation = useAction(() => ok(api.POST("/api/operations/channels/{id}/try", { params: { path: { id } } })), {
    done: t("try_now_done"),
    touches: ["/api/health"],
  });
  if (!can("admin")) return null;
  return (
    <Button size="compact-sm" variant="default" loading={mutation.isPending} onClick={() => mutation.mutate()}>
      {t("try_now")}
    </Button>
  );
}

function WebhookEndpoints({ of: { webhook_endpoints, drain, outbox } }: { of: Health }) {
  const { t } = useTranslation("overview");
  return (
    <Sheet title={t("webhook_endpoints")} flush>
      {webhook_endpoints.length === 0 ? (
        <p className={styles.none}>{t("webhook_endpoints_none")}</p>
      ) : (
        <Rows
          label={t("webhook_endpoints")}
          head={[
            t("endpoint_source"),
            t("endpoint_last"),
            { spare: t("endpoint_count") },
            t("endpoint_refused"),
            { spare: t("endpoint_unavailable") },
          ]}
        >
          {webhook_endpoints.map((endpoint) => (
            <tr key={endpoint.source}>
              <td>{t(`source_${endpoint.source}`)}</td>
              <td className={styles.when}>
                {endpoint.last_webhook_at ? <Ago at={endpoint.last_webhook_at} /> : t("never")}
              </td>
              <td className={`${spare} number`}>{count(endpoint.webhooks)}</td>
              <td className="number">{count(endpoint.signature_failures)}</td>
              <td className={`${spare} number`}>{count(endpoint.unavailable)}</td>
            </tr>
          ))}
        </Rows>
      )}
      <dl className={styles.facts}>
        <dt>{t("drain")}</dt>
        <dd>
          {drain.waiting === 0
            ? t("drain_fine")
            : t("drain_waiting", { total: count(drain.waiting), span: span(drain.lag_seconds) })}
        </dd>
        <dt>{t("outbox")}</dt>
        <dd>
          {t("outbox_n", {
            queued: count(outbox.queued),
            sending: count(outbox.sending),
            unanswered: count(outbox.unanswered),
          })}
        </dd>
      </dl>
    </Sheet>
  );
}

function Channels({ of }: { of: Health["channels"] }) {
  const { t } = useTranslation("overview");
  return (
    <Sheet title={t("channels")} flush>
      {of.length === 0 ? (
        <p className={styles.none}>{t("channels_none")}</p>
      ) : (
        <Rows
          label={t("channels")}
          head={[t("channel"), t("channel_in"), { spare: t("channel_out") }, t("channel_state")]}
        >
          {of.map((channel) => (
            <tr key={channel.id}>
              <td>
                {phone(channel.number)} <span className="quiet">{t(`provider_${channel.provider}`)}</span>
              </td>
              <td className={styles.when}>{channel.last_in_at ? <Ago at={channel.last_in_at} /> : t("never")}</td>
              <td className={`${spare} ${styles.when}`}>
                {channel.last_out_at ? <Ago at={channel.last_out_at} /> : t("never")}
              </td>
              <td>
                {channel.held ? (
                  <span title={channel.held.reason}>
                    {t("channel_rests", { since: time(channel.held.since, "clock") })}
                  </span>
                ) : (
                  t("channel_sends")
                )}
              </td>
            </tr>
          ))}
        </Rows>
      )}
    </Sheet>
  );
}

function Stuck({ of }: { of: Health["stuck"] }) {
  const { t } = useTranslation("overview");
  return (
    <Sheet title={t("stuck")} flush>
      <Rows
        label={t("stuck")}
        head={[t("stuck_to"), t("stuck_since"), { spare: t("stuck_attempts") }, { spare: t("stuck_why") }]}
      >
        {of.map((one) => (
          <tr key={one.message_id}>
            <td>
              <Link to="/messages" search={{ message: String(one.message_id) }}>
                <bdi>{one.name ?? phone(one.to)}</bdi>
              </Link>
              <span className={brief}>{one.reason}</span>
            </td>
            <td className={styles.when}>
              <Ago at={one.since} />
            </td>
            <td className={`${spare} number`}>{one.attempts}</td>
            <td className={spare}>{one.reason}</td>
          </tr>
        ))}
      </Rows>
    </Sheet>
  );
}

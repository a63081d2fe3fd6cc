// One message beside the table: its text, facts, delivery, and the provider's raw data.

import { Button, CopyButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { messageStatuses } from "../../api/lists.ts";
import { type Brought, read } from "../../api/query.ts";
import { microMoney } from "../../kit/cost.ts";
import { phone, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Rich } from "../../kit/Rich.tsx";
import { Fact, Facts, Part, Side } from "../../kit/Side.tsx";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import { type Action, useBulk } from "./Bulk.tsx";
import { State, useOriginName, useTypeName } from "./columns.tsx";
import styles from "./messages.module.css";
import type { Status } from "./query.ts";

type Message = Brought<"/api/whatsapp/messages/{id}">;

/** The panel beside the table; in small windows it covers the page. */
export function Detail({ id, close }: { id: number; close(): void }) {
  const { t } = useTranslation("messages");
  const message = useQuery(read("/api/whatsapp/messages/{id}", { path: { id } }));
  return (
    <Side title={t("message_n", { id })} close={close}>
      <Shown of={message} compact>
        {(one) => (one.id === id ? <MessageDetails of={one} /> : null)}
      </Shown>
    </Side>
  );
}

function MessageDetails({ of }: { of: Message }) {
  const { t } = useTranslation("messages");
  const typeName = useTypeName();
  const text = of.text_body ?? of.caption;
  return (
    <>
      <Part>
        <div className={styles.line}>
          <State of={of.state} />
          <span className="quiet">
            {t(`direction_${of.direction}_long`)} · {typeName(of.type)}
          </span>
        </div>
        {text ? (
          <blockquote className={styles.text} data-direction={of.direction}>
            <Rich text={text} />
          </blockquote>
        ) : (
          <p className="quiet">{t("no_text")}</p>
        )}
        <MessageActions of={of} />
      </Part>
      {of.error ? <ErrorPart state={of.state} error={of.error} /> : null}
      <FactsPart of={of} />
      {of.attachments.length > 0 ? <FilesPart of={of} /> : null}
      {of.direction === "out" ? (
        <Part title={t("history")}>
          <History of={of} />
        </Part>
      ) : null}
      <Json title={t("raw")} value={of.raw_payload} none={t("raw_none")} />
      {of.content ? <Json title={t("content")} value={of.content} /> : null}
    </>
  );
}

type ErrorProps = { state: Message["state"]; error: NonNullable<Message["error"]> };

/** Why the message failed, or what it waits for. */
function ErrorPart({ state, error }: ErrorProps) {
  const { t } = useTranslation("messages");
  return (
    <Part title={t(state === "failed" ? "failed_why" : "waits_why")}>
      <div className={state === "failed" ? styles.fault : styles.wait}>
        <strong>{error.title}</strong>
        {error.details ? <p>{error.details}</p> : null}
        {error.remedy ? (
          <p>
            {t("remedy")}: {error.remedy}
          </p>
        ) : null}
        {error.code === null ? null : <p className="number">{t("error_code", { code: error.code })}</p>}
      </div>
    </Part>
  );
}

function FactsPart({ of }: { of: Message }) {
  const { t } = useTranslation("messages");
  const originName = useOriginName();
  return (
    <Part title={t("facts")}>
      <Facts>
        <Fact name={t("fact_time")}>{time(of.timestamp, "exact")}</Fact>
        {of.direction === "in" ? (
          <Fact name={t("fact_from")}>
            <bdi>{of.from_name}</bdi> <span className="quiet number">{phone(of.from_number)}</span>
          </Fact>
        ) : (
          <Fact name={t("fact_to")}>
            <span className="number">{phone(of.to)}</span>
          </Fact>
        )}
        {of.origin ? <Fact name={t("col_origin")}>{originName(of.origin)}</Fact> : null}
        <Fact name={t("col_channel")}>{t(`provider_${of.channel}`)}</Fact>
        {of.cost ? (
          <Fact name={t("fact_cost")}>
            {of.cost.micros === null || of.cost.currency === null
              ? t(`cost_${of.cost.basis}`)
              : `${microMoney(of.cost.micros, of.cost.currency)} (${t(`cost_${of.cost.basis}`)})`}
          </Fact>
        ) : null}
        <Fact name={t("fact_conversation")}>
          <Link to="." search={{ conversation: String(of.conversation_id), message: String(of.id) }}>
            {t("conversation_all")}
          </Link>
        </Fact>
        {of.message_id ? (
          <Fact name={t("col_message_id")}>
            <span className="mono">{of.message_id}</span>
          </Fact>
        ) : null}
      </Facts>
    </Part>
  );
}

function FilesPart({ of }: { of: Message }) {
  const { t } = useTranslation("messages");
  return (
    <Part title={t("files")}>
      <ul className={styles.plain}>
        {of.attachments.map((file) => (
          <li key={file.media_id ?? file.url ?? file.file_name} className={styles.line}>
            <Icon name="file" size={16} />
            <span>
              {file.file_name ?? t("file")} <span className="quiet">{file.mime_type}</span>
            </span>
            {file.url?.startsWith("https://") ? (
              <a href={file.url} target="_blank" rel="noreferrer">
                {t("file_open")}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function MessageActions({ of }: { of: Message }) {
  const { t } = useTranslation("messages");
  const can = useCan();
  const bulk = useBulk();
  const actions: Action[] =
    of.direction === "in"
      ? of.state === "received"
        ? ["mark_read"]
        : of.state === "read"
          ? ["mark_unread"]
          : []
      : of.state === "failed" && of.error?.retryable
        ? ["retry_failed"]
        : [];
  return (
    <div className={styles.line}>
      <Button
        component={Link}
        to="/inbox/$conversationId"
        params={{ conversationId: String(of.conversation_id) } as never}
        search={{ at: String(of.id) } as never}
        variant="default"
        size="compact-sm"
        leftSection={<Icon name="inbox" size={15} />}
      >
        {t("conversation")}
      </Button>
      {can("agent")
        ? actions.map((action) => (
            <Button
              key={action}
              variant="default"
              size="compact-sm"
              loading={bulk.isPending}
              onClick={() => bulk.mutate({ action, target: { ids: [of.id] } })}
            >
              {t(action === "retry_failed" ? "retry_one" : action)}
            </Button>
          ))
        : null}
    </div>
  );
}

/** The provider's status reports, newest first. */
function History({ of }: { of: Message }) {
  const { t } = useTranslation("messages");
  const known = (status: string): status is Status => (messageStatuses as readonly string[]).includes(status);
  if (of.statuses.length === 0) return <p className="quiet">{t("history_none")}</p>;
  // The sort is stable: reports of the same second keep their reversed order.
  const newest = of.statuses.toReversed().toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
  return (
    <ol className={styles.history}>
      {newest.map((step) => (
        <li key={`${step.status} ${step.timestamp}`} data-bad={step.status === "failed"}>
          <span>{known(step.status) ? t(`status_${step.status}`) : step.status}</span>
          <time className="quiet number" dateTime={step.timestamp}>
            {time(step.timestamp, "exact")}
          </time>
          {step.error_message ? (
            <span className={styles.reason}>
              {step.error_message}
              {step.error_code === null ? "" : ` (${step.error_code})`}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Json({ title, value, none }: { title: string; value: unknown; none?: string }) {
  const { t } = useTranslation("kit");
  const empty = value === null || value === undefined;
  if (empty && !none) return null;
  const text = empty ? "" : JSON.stringify(value, null, 2);
  return (
    <Part
      title={title}
      actions={
        empty ? null : (
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button variant="subtle" size="compact-xs" onClick={copy}>
                {copied ? t("copied") : t("copy")}
              </Button>
            )}
          </CopyButton>
        )
      }
    >
      {empty ? (
        <p className="quiet">{none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard.
        <pre className={styles.raw} tabIndex={0}>
          {text}
        </pre>
      )}
    </Part>
  );
}

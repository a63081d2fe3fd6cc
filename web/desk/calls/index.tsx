// The panel of calls over all pages: calls that ring, and the call of this tab.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { useWantedCall, wantCall } from "../../kit/calling.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { toast } from "../../kit/toasts.tsx";
import styles from "./calls.module.css";
import { startRinging } from "./ring.ts";
import { type CurrentCall, follow, forget, hangUp, mute, place, type Session, take, useSession } from "./session.ts";

const current = "/api/calls/current" as const;

export default function CallPanel() {
  const { t } = useTranslation("calls");
  const queries = useQueryClient();
  const { data } = useQuery(read(current));
  const session = useSession();
  const [left, leave] = useState<readonly number[]>([]);
  useWanted();
  useEffect(() => {
    if (data) void follow(data.calls);
  }, [data]);
  useEffect(() => {
    // The server's list ends a call that nobody takes, also when no event says so.
    if (!data?.calls.length) return;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: [current] }), 10_000);
    return () => clearInterval(timer);
  }, [data, queries]);
  const isBusy = session !== null && session.state !== "ended";
  const ringing = (data?.calls ?? []).filter(
    (call) => !call.is_mine && !left.includes(call.id) && call.id !== session?.callId,
  );
  useRinging(ringing.length > 0 && !isBusy);
  if (ringing.length === 0 && session === null) return null;
  return (
    <aside className={styles.panel} aria-label={t("calls")}>
      {session ? <Own of={session} /> : null}
      {ringing.map((call) => (
        <Ringing key={call.id} call={call} isBusy={isBusy} leave={() => leave([...left, call.id])} />
      ))}
    </aside>
  );
}

/** Begins a call that was asked for elsewhere. */
function useWanted(): void {
  const { t } = useTranslation("calls");
  const wanted = useWantedCall();
  const queries = useQueryClient();
  useEffect(() => {
    if (!wanted) return;
    wantCall(null);
    place(wanted).then(
      () => void queries.invalidateQueries({ queryKey: [current] }),
      (error: unknown) => toast.failed(wordsOf(error, t("no_microphone"))),
    );
  }, [wanted, queries, t]);
}

/** The browser's refusal of the microphone in words that help. */
const wordsOf = (error: unknown, noMicrophone: string): unknown =>
  error instanceof DOMException && ["NotAllowedError", "NotFoundError", "NotReadableError"].includes(error.name)
    ? noMicrophone
    : error;

function useRinging(on: boolean): void {
  useEffect(() => (on ? startRinging() : undefined), [on]);
}

/** A call that rings. */
function Ringing({ call, isBusy, leave }: { call: CurrentCall; isBusy: boolean; leave(): void }) {
  const { t } = useTranslation("calls");
  const name = nameOf(call, t("somebody"));
  const answer = useAction(() => take(call, name), { touches: [current], quiet: true });
  const reject = useAction(() => ok(api.POST("/api/calls/{id}/reject", { params: { path: { id: call.id } } })), {
    touches: [current],
  });
  const pickUp = () =>
    answer.mutate(undefined, { onError: (error) => toast.failed(wordsOf(error, t("no_microphone"))) });
  useKeys(t("calls"), [
    { keys: "c a", label: t("key_answer"), run: pickUp },
    { keys: "c r", label: t("key_reject"), run: () => reject.mutate() },
  ]);
  return (
    <section className={styles.card}>
      <p className={styles.title} role="alert">
        <Icon name="phone" size={18} /> <Named name={t("calling", { name })} id={call.conversation_id} />
      </p>
      {call.channel.number ? (
        <p className="quiet">{t("calls_number", { number: phone(call.channel.number) })}</p>
      ) : null}
      <div className={styles.buttons}>
        <Button
          color="green"
          disabled={isBusy || answer.isPending}
          aria-label={t("answer_name", { name })}
          onClick={pickUp}
        >
          {t("answer")}
        </Button>
        <Button
          color="red"
          variant="light"
          loading={reject.isPending}
          aria-label={t("reject_name", { name })}
          onClick={() => reject.mutate()}
        >
          {t("reject")}
        </Button>
        <Button variant="subtle" aria-label={t("not_me_name", { name })} onClick={leave}>
          {t("not_me")}
        </Button>
      </div>
    </section>
  );
}

/** The call of this tab. */
function Own({ of }: { of: Session }) {
  const { t } = useTranslation("calls");
  const end = useAction(() => hangUp(), { touches: [current] });
  const isOver = of.state === "ended";
  useEffect(() => {
    if (!isOver) return;
    const timer = setTimeout(forget, 5_000);
    return () => clearTimeout(timer);
  }, [isOver]);
  const talks = of.state === "talking";
  useKeys(t("calls"), [
    { keys: "c h", label: t("key_hang_up"), run: () => (isOver ? forget() : end.mutate()) },
    { keys: "c m", label: t("key_mute"), run: () => talks && mute(!of.muted) },
  ]);
  return (
    <section className={styles.card}>
      <p className={styles.title}>
        <Icon name="phone" size={18} /> <Named name={of.name} id={of.conversationId} />
      </p>
      <p className="quiet">
        <span role="status">{t(of.fault === "lost" ? "lost" : of.muted && talks ? "muted" : of.state)}</span>
        {talks && of.since !== null ? <Timer since={of.since} /> : null}
      </p>
      <div className={styles.buttons}>
        {talks ? (
          <Button variant="default" aria-pressed={of.muted} onClick={() => mute(!of.muted)}>
            {t(of.muted ? "unmute" : "mute")}
          </Button>
        ) : null}
        {isOver ? (
          <Button variant="default" onClick={forget}>
            {t("close")}
          </Button>
        ) : (
          <Button color="red" onClick={() => end.mutate()}>
            {t("hang_up")}
          </Button>
        )}
      </div>
    </section>
  );
}

/** A name that leads to its conversation. */
function Named({ name, id }: { name: string; id: number | null }) {
  if (id === null) return <bdi>{name}</bdi>;
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: String(id) }}>
      <bdi>{name}</bdi>
    </Link>
  );
}

/** How long we have spoken. */
function Timer({ since }: { since: number }) {
  const [now, tick] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1_000));
  return (
    <span className="number" role="timer">
      {" "}
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
    </span>
  );
}

const nameOf = ({ contact }: CurrentCall, somebody: string): string =>
  contact.name ?? (contact.phone ? phone(contact.phone) : somebody);

// Beside the thread: who the customer is, who looks after them, their account and bookings, and what colleagues know.
import { ActionIcon, Button, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { brief, money, phone, relative, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { toast } from "../../kit/toasts.tsx";
import { IncidentNotice } from "../incidents/Notice.tsx";
import type { Change, Detail } from "./data.ts";
import layout from "./inbox.module.css";
import styles from "./panel.module.css";
import { nameOf } from "./people.ts";
import { Same } from "./Same.tsx";

type Given = { one: Detail; change: Change; can: boolean; close(): void; open(id: number): void };

export default function Panel({ one, change, can, close, open }: Given) {
  const { t } = useTranslation(["inbox", "kit"]);
  return (
    <aside className={layout.panel} aria-label={t("details")}>
      <header className={styles.panelHead}>
        <h2>{t("details")}</h2>
        <ActionIcon variant="subtle" aria-label={t("kit:close")} onClick={close}>
          <Icon name="close" size={17} />
        </ActionIcon>
      </header>
      <IncidentNotice conversation={one.id} />
      <Who one={one} change={change} can={can} open={open} />
      <Care one={one} change={change} can={can} />
      <Driver one={one} />
      <Known one={one} change={change} can={can} />
      {one.conversations.length > 0 ? (
        <Part title={t("other_conversations")}>
          {one.conversations.map((other) => (
            <button key={other.id} type="button" className={styles.other} onClick={() => open(other.id)}>
              <span>
                {other.channel.provider === "meta" ? "Meta" : "Twilio"} {phone(other.channel.number)}
              </span>
              <span className="quiet">{other.last_message_at ? brief(other.last_message_at) : ""}</span>
            </button>
          ))}
        </Part>
      ) : null}
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type PartGiven = Pick<Given, "one" | "change" | "can">;

function Who({ one, change, can, open }: Omit<Given, "close">) {
  const { t } = useTranslation("inbox");
  const { contact } = one;
  return (
    <Part title={t("contact")}>
      {contact && can ? (
        <Kept
          label={t("name")}
          value={contact.given_name ?? ""}
          placeholder={contact.profile_name ?? t("somebody")}
          save={(contact_name) => change({ contact_name: contact_name || null })}
        />
      ) : null}
      <dl className={styles.facts}>
        {contact?.given_name && contact.profile_name ? (
          <Fact name={t("name_given")}>
            <bdi>{contact.profile_name}</bdi>
          </Fact>
        ) : null}
        {contact?.phone ? (
          <Fact name={t("phone")}>
            <a href={`tel:+${contact.phone}`} className="number">
              {phone(contact.phone)}
            </a>
          </Fact>
        ) : null}
        {contact?.username ? (
          <Fact name={t("username")}>
            <bdi>@{contact.username}</bdi>
          </Fact>
        ) : null}
        <Fact name={t("channel")}>
          {one.channel.provider === "meta" ? "Meta" : "Twilio"} {phone(one.channel.number)}
        </Fact>
        {contact && contact.identities.length > 1 ? (
          <Fact name={t("ids")}>
            {contact.identities.map((key) => (
              <div key={`${key.kind} ${key.value}`} className="mono" title={time(key.first_seen_at)}>
                {key.value} {key.replaced_by ? t("became", { value: key.replaced_by }) : ""}
              </div>
            ))}
          </Fact>
        ) : null}
      </dl>
      {contact && can ? <Same contact={contact.id} name={nameOf(one, t)} conversation={one.id} open={open} /> : null}
    </Part>
  );
}

/** Who looks after the conversation. */
function Care({ one, change, can }: PartGiven) {
  const { t } = useTranslation("inbox");
  const agents = useQuery(read("/api/inbox/agents"));
  const labels = useQuery(read("/api/inbox/labels"));
  const quiet = (act: Promise<void>) => void act.catch(toast.failed);
  const people = (agents.data?.agents ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  if (one.assignee && !people.some(({ value }) => value === String(one.assignee!.id)))
    people.push({ value: String(one.assignee.id), label: one.assignee.name });
  return (
    <Part title={t("assignee")}>
      <Select
        aria-label={t("assignee")}
        placeholder={t("nobody")}
        data={people}
        value={one.assignee ? String(one.assignee.id) : null}
        clearable={can}
        searchable={people.length > 8}
        readOnly={!can}
        clearButtonProps={{ "aria-label": t("nobody") }}
        onChange={(value) => quiet(change({ assignee_id: value === null ? null : Number(value) }))}
      />
      {labels.data && (labels.data.labels.length > 0 || one.labels.length > 0) ? (
        <MultiSelect
          label={t("labels")}
          placeholder={one.labels.length === 0 ? t("no_labels") : undefined}
          data={labels.data.labels.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={one.labels.map(({ id }) => String(id))}
          readOnly={!can}
          onChange={(ids) => quiet(change({ labels: ids.map(Number) }))}
        />
      ) : null}
      <div className={styles.botLine}>
        <Icon name="bot" size={17} />
        <span>
          {one.bot.state === "active"
            ? t(one.state === "waiting" ? "bot_beside" : "bot_active")
            : t("bot_quiet", { time: one.bot.quiet_since ? relative(one.bot.quiet_since) : "" })}
        </span>
        {can ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => quiet(change({ bot: one.bot.state === "active" ? "quiet" : "active" }))}
          >
            {t(one.bot.state === "active" ? "take_over" : "hand_back")}
          </Button>
        ) : null}
      </div>
    </Part>
  );
}

/** Their account and bookings. */
function Driver({ one }: { one: Detail }) {
  const { t } = useTranslation("inbox");
  const { account, bookings } = one;
  if (!account)
    return (
      <Part title={t("account")}>
        <p className="quiet">{t("no_account")}</p>
      </Part>
    );
  return (
    <Part title={t("account")}>
      <p>
        <Link to="/parking/drivers/$accountId" params={{ accountId: String(account.id) }} className="mono">
          {account.username}
        </Link>
      </p>
      <dl className={styles.facts}>
        {account.balances.map(({ currency, balance_cents }) => (
          <Fact key={currency} name={t("balance")}>
            <strong className={`number ${balance_cents < 0 ? styles.owes : ""}`}>
              {balance_cents < 0 ? t("owes", { sum: money(-balance_cents, currency) }) : money(balance_cents, currency)}
            </strong>
          </Fact>
        ))}
        <Fact name={t("bookings")}>
          {bookings.last.length === 0 ? <span className="quiet">{t("no_bookings")}</span> : null}
          {bookings.last.map((id) => (
            <BookingLine key={id} id={id} isOpen={id === bookings.open} />
          ))}
        </Fact>
      </dl>
    </Part>
  );
}

function BookingLine({ id, isOpen }: { id: number; isOpen: boolean }) {
  const { t } = useTranslation("inbox");
  const booking = useQuery(read("/api/parking/bookings/{id}", { path: { id } }));
  if (!booking.data || booking.data.id !== id) return <div className="quiet">…</div>;
  const { spot, status, reserved_at, cost_so_far_cents, currency } = booking.data;
  return (
    <Link
      to="/parking/bookings/$bookingId"
      params={{ bookingId: String(id) }}
      className={`${styles.bookingLine} ${isOpen ? styles.bookingOpen : ""}`}
    >
      <strong>{spot}</strong> <span>{t(`booking_${status}`)}</span>{" "}
      <span className="quiet">
        {brief(reserved_at)}
        {cost_so_far_cents ? `, ${money(cost_so_far_cents, currency)}` : ""}
      </span>
    </Link>
  );
}

/** What colleagues wrote down. */
function Known({ one, change, can }: PartGiven) {
  const { t } = useTranslation("inbox");
  return (
    <Part title={t("notes")}>
      <Kept
        label={t("notes")}
        hideLabel
        multiline
        value={one.notes}
        placeholder={t("notes_placeholder")}
        readOnly={!can}
        save={(notes) => change({ notes })}
      />
      <Kept
        label={t("email")}
        value={one.customer_email ?? ""}
        placeholder={t("no_value")}
        readOnly={!can}
        save={(customer_email) => change({ customer_email: customer_email || null })}
      />
      {one.customer_email ? (
        <a href={`mailto:${encodeURIComponent(one.customer_email).replaceAll("%40", "@")}`} className={styles.mail}>
          {t("email_write")}
        </a>
      ) : null}
    </Part>
  );
}

type KeptGiven = {
  label: string;
  hideLabel?: boolean;
  value: string;
  placeholder?: string | undefined;
  multiline?: boolean;
  readOnly?: boolean;
  save(value: string): Promise<void>;
};

/** A field that is saved when one leaves it; what was refused stays to be mended. */
function Kept({ label, hideLabel, value, placeholder, multiline, readOnly, save }: KeptGiven) {
  const { t } = useTranslation("inbox");
  const [text, set] = useState(value);
  const [saved, tell] = useState(false);
  const [refused, say] = useState<string | null>(null);
  // What a colleague saved is shown, but never over what is being typed.
  const latest = useRef(value);
  useEffect(() => {
    const before = latest.current;
    latest.current = value;
    set((now) => (now === before ? value : now));
  }, [value]);
  const keep = async () => {
    if (text === value) return;
    say(null);
    try {
      await save(text.trim());
      set(text.trim());
      tell(true);
      setTimeout(() => tell(false), 2_500);
    } catch (error) {
      say((error as Error).message);
    }
  };
  const shared = {
    ...(hideLabel ? { "aria-label": label } : { label }),
    placeholder,
    readOnly: readOnly ?? false,
    value: text,
    error: refused,
    rightSection: saved ? (
      <span role="status" className={styles.saved}>
        <Icon name="check" size={16} />
        <span className="unseen">{t("saved")}</span>
      </span>
    ) : null,
    dir: "auto" as const,
    onBlur: () => void keep(),
  };
  if (multiline)
    return (
      <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => set(event.currentTarget.value)} />
    );
  return (
    <TextInput
      {...shared}
      onChange={(event) => set(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}

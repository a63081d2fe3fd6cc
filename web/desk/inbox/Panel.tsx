// The panel beside the thread: the contact, who looks after them, their account and bookings, and internal notes.
import { ActionIcon, Button, MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { brief, phone, relative, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";
import { useCan } from "../../kit/session.ts";
import { toast } from "../../kit/toasts.tsx";
import { IncidentNotice } from "../incidents/Notice.tsx";
import { OptOutLine } from "../opt-outs/OptOutLine.tsx";
import { CostFact } from "./CostFact.tsx";
import { DriverPart } from "./DriverPart.tsx";
import type { Change, Detail } from "./data.ts";
import layout from "./inbox.module.css";
import { LanguageField } from "./LanguageField.tsx";
import { Fact, Part } from "./PanelPart.tsx";
import styles from "./panel.module.css";
import { nameOf } from "./people.ts";
import { Same } from "./Same.tsx";
import { SavedField } from "./SavedField.tsx";

const CallPart = lazyPart("calls", () => import("../calls/CallPart.tsx"));
const PrivacyPart = lazyPart("privacy", () => import("../privacy/PrivacyPart.tsx"));
const Gallery = lazyPart("files", () => import("./files/Gallery.tsx"));

type Props = { one: Detail; change: Change; can: boolean; close(): void; open(id: number): void };

export default function Panel({ one, change, can, close, open }: Props) {
  const { t } = useTranslation(["inbox", "kit"]);
  const may = useCan();
  const navigate = useNavigate();
  return (
    <aside className={layout.panel} aria-label={t("details")}>
      <header className={styles.panelHead}>
        <h2>{t("details")}</h2>
        <ActionIcon variant="subtle" aria-label={t("kit:close")} onClick={close}>
          <Icon name="close" size={17} />
        </ActionIcon>
      </header>
      <IncidentNotice conversation={one.id} />
      <WhoPart one={one} change={change} can={can} open={open} />
      <CarePart one={one} change={change} can={can} />
      {can && one.contact && one.channel.provider === "meta" ? (
        <Suspense>
          <CallPart conversation={one.id} name={nameOf(one, t)} />
        </Suspense>
      ) : null}
      <DriverPart one={one} />
      <Suspense>
        <Gallery conversation={one.id} />
      </Suspense>
      <NotesPart one={one} change={change} can={can} />
      {one.contact && may("admin") ? (
        <Suspense>
          <PrivacyPart contact={one.contact.id} erased={() => void navigate({ to: "/inbox" })} />
        </Suspense>
      ) : null}
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

type PartProps = Pick<Props, "one" | "change" | "can">;

function WhoPart({ one, change, can, open }: Omit<Props, "close">) {
  const { t } = useTranslation("inbox");
  const { contact } = one;
  return (
    <Part title={t("contact")}>
      {contact && can ? (
        <SavedField
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
        <CostFact conversation={one.id} />
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
      {contact ? <LanguageField contact={contact} change={change} can={can} /> : null}
      {contact ? <OptOutLine contact={contact.id} optOut={contact.opt_out} can={can} /> : null}
      {contact && can ? <Same contact={contact.id} name={nameOf(one, t)} conversation={one.id} open={open} /> : null}
    </Part>
  );
}

/** Who looks after the conversation. */
function CarePart({ one, change, can }: PartProps) {
  const { t } = useTranslation("inbox");
  const agents = useQuery(read("/api/inbox/agents"));
  const labels = useQuery(read("/api/inbox/labels"));
  const report = (change: Promise<void>) => void change.catch(toast.failed);
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
        onChange={(value) => report(change({ assignee_id: value === null ? null : Number(value) }))}
      />
      {labels.data && (labels.data.labels.length > 0 || one.labels.length > 0) ? (
        <MultiSelect
          label={t("labels")}
          placeholder={one.labels.length === 0 ? t("no_labels") : undefined}
          data={labels.data.labels.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={one.labels.map(({ id }) => String(id))}
          readOnly={!can}
          onChange={(ids) => report(change({ labels: ids.map(Number) }))}
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
            onClick={() => report(change({ bot: one.bot.state === "active" ? "quiet" : "active" }))}
          >
            {t(one.bot.state === "active" ? "take_over" : "hand_back")}
          </Button>
        ) : null}
      </div>
    </Part>
  );
}

/** Internal notes about the contact. */
function NotesPart({ one, change, can }: PartProps) {
  const { t } = useTranslation("inbox");
  return (
    <Part title={t("notes")}>
      <SavedField
        label={t("notes")}
        hideLabel
        multiline
        value={one.notes}
        placeholder={t("notes_placeholder")}
        readOnly={!can}
        save={(notes) => change({ notes })}
      />
      <SavedField
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

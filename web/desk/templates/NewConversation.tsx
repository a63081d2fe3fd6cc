// The dialog that writes to a number first: who it is, which of our numbers it leaves from, and what will reach them.
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { phone } from "../../kit/format.ts";
import { newKey } from "../../kit/new-key.ts";
import type { OutboundTemplate } from "./outbound.ts";
import styles from "./send.module.css";
import { TemplateSteps } from "./TemplateSteps.tsx";

type Recipient = Brought<"/api/inbox/recipient">;

/** `open` shows a conversation. */
export default function NewConversation({ open, onClose }: { open(id: number): void; onClose(): void }) {
  const { t } = useTranslation(["templates", "kit"]);
  const [found, setFound] = useState<Recipient | null>(null);
  const [channel, setChannel] = useState<number | null>(null);
  const [isChoosing, choose] = useState(false);
  const way = found?.ways.find((one) => one.channel.id === channel) ?? found?.ways[0];
  const send = useSend((id) => {
    onClose();
    open(id);
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("new_title")}
      size={isChoosing ? 860 : "md"}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      {found && way && isChoosing ? (
        <TemplateSteps
          channel={way.channel.id}
          conversation={way.conversation_id}
          optOut={found.contact?.opt_out ?? null}
          to={`number ${found.to} ${way.channel.id}`}
          send={(message) => send({ to: found.to, channel: way.channel.id, message })}
        />
      ) : (
        <div className={styles.new}>
          <LookUp onFound={setFound} />
          {found && way ? (
            <Ways
              of={found}
              way={way}
              setChannel={setChannel}
              choose={() => choose(true)}
              show={(id) => {
                onClose();
                open(id);
              }}
            />
          ) : null}
        </div>
      )}
    </Modal>
  );
}

/** Sends to a number; a repeated attempt of the same message sends it once. `sent` gets the conversation. */
function useSend(sent: (conversation: number) => void) {
  const queries = useQueryClient();
  const last = useRef({ text: "", key: "" });
  return async ({ to, channel, message }: { to: string; channel: number; message: OutboundTemplate }) => {
    const body = { to, channel, ...message };
    const text = JSON.stringify(body);
    if (last.current.text !== text) last.current = { text, key: newKey() };
    const params = { header: { "idempotency-key": last.current.key } };
    const { conversation_id: id } = await ok(api.POST("/api/whatsapp/send", { params, body }));
    void queries.invalidateQueries({ queryKey: ["/api/inbox/conversations"] });
    sent(id);
  };
}

/** The number; a fault of it is shown at the field. */
function LookUp({ onFound }: { onFound(found: Recipient | null): void }) {
  const { t } = useTranslation("templates");
  const [number, setNumber] = useState("");
  const ask = useAction((to: string) => ok(api.GET("/api/inbox/recipient", { params: { query: { to } } })), {
    quiet: true,
    onDone: onFound,
  });
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim() !== "") ask.mutate(number.trim());
  };
  return (
    <form onSubmit={go} className={styles.lookUp}>
      <TextInput
        label={t("new_number")}
        description={t("new_number_hint")}
        type="tel"
        autoComplete="off"
        data-autofocus
        value={number}
        error={ask.error?.message}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
          ask.reset();
          onFound(null);
        }}
      />
      <Button type="submit" variant="default" loading={ask.isPending}>
        {t("new_check")}
      </Button>
    </form>
  );
}

type WaysProps = {
  of: Recipient;
  way: Recipient["ways"][number];
  setChannel(id: number): void;
  choose(): void;
  show(conversation: number): void;
};

/** From which number, what reaches them from there, and what to do next. */
function Ways({ of: { contact, to, ways }, way, setChannel, choose, show }: WaysProps) {
  const { t } = useTranslation("templates");
  const name = contact?.name ?? (phone(to) || to);
  const { conversation_id: known, window } = way;
  return (
    <>
      {ways.length > 1 ? (
        <Select
          label={t("new_from")}
          data={ways.map(({ channel }) => ({ value: String(channel.id), label: channelName(channel, t) }))}
          allowDeselect={false}
          value={String(way.channel.id)}
          onChange={(id) => setChannel(Number(id))}
        />
      ) : (
        <p>{t("new_from_only", { number: channelName(way.channel, t) })}</p>
      )}
      <p role="status">
        {known === null ? t("new_never", { name }) : t(window.open ? "new_open" : "new_closed", { name })}
      </p>
      <div className={styles.next}>
        {known === null ? (
          <Button onClick={choose}>{t("new_choose")}</Button>
        ) : (
          <Button onClick={() => show(known)}>{t("new_show")}</Button>
        )}
      </div>
    </>
  );
}

type T = ReturnType<typeof useTranslation<"templates">>["t"];

/** A number without digits yet is named by its provider alone. */
const channelName = ({ provider, number }: Recipient["ways"][number]["channel"], t: T): string =>
  number ? `${phone(number)} (${t(`provider_${provider}`)})` : t(`provider_${provider}`);

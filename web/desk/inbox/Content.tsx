// A message's content, rendered by type. A type that cannot be shown says so and links to the raw data.
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { phone } from "../../kit/format.ts";
import { Icon, type IconName } from "../../kit/Icon.tsx";
import { Rich } from "../../kit/Rich.tsx";
import styles from "./bubble.module.css";
import type { Message } from "./data.ts";
import { kindName } from "./people.ts";

const RawDialog = lazy(() => fetched(() => import("./RawDialog.tsx")));

/** The inside of a bubble. */
export function Content({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const { attachments, location, contacts, order, interactive, template } = message;
  // The text of contact cards is their names, which the cards already show.
  const words = contacts?.length ? null : (message.edited?.text ?? message.text ?? message.caption);
  const bare = attachments.length + (contacts?.length ?? 0) === 0 && !location && !order && !template;
  return (
    <>
      {attachments.map((file) => (
        <Attachment key={file.id} file={file} type={message.type} />
      ))}
      {location ? <LocationCard location={location} /> : null}
      {contacts?.map((card) => (
        <Card key={`${card.name} ${card.phones.join()} ${card.emails.join()}`} icon="person" size={18}>
          <strong>
            <bdi>{card.name ?? t("somebody")}</bdi>
          </strong>
          {[...card.phones.map(phone), ...card.emails].map((line) => (
            <p key={line}>
              <bdi>{line}</bdi>
            </p>
          ))}
        </Card>
      ))}
      {order ? (
        <ul className={styles.order}>
          {order.items.map((item) => (
            <li key={`${item.product} ${item.quantity} ${item.price}`}>
              {item.quantity ?? 1} × <bdi>{item.product}</bdi>
              {item.price === null ? "" : ` (${item.price} ${item.currency ?? ""})`}
            </li>
          ))}
        </ul>
      ) : null}
      {template ? (
        <Card icon="rules" size={18}>
          <strong>{template.name}</strong>
          {template.parameters.length > 0 ? (
            <p>
              <bdi>{template.parameters.join(" · ")}</bdi>
            </p>
          ) : null}
        </Card>
      ) : null}
      {words && !template ? <Rich text={words} /> : null}
      {interactive ? <Choices of={interactive} /> : null}
      {bare && !words && !interactive ? (
        <p className={styles.cannot}>
          <Icon name="info" size={15} /> {kindName(message.type, t)}. {message.reason ?? t("cannot_show")}
        </p>
      ) : null}
    </>
  );
}

/** Buttons or lines of a list; those of the same title are told apart by what else is known of them. */
function Choices({ of: { button, choices } }: { of: NonNullable<Message["interactive"]> }) {
  return (
    <ul className={styles.choices} aria-label={button ?? undefined}>
      {choices.map((choice) => (
        <li key={choice.id} title={choice.description ?? undefined}>
          {choice.title}
          {(choice.section ?? choice.description) && choices.filter(({ title }) => title === choice.title).length > 1
            ? ` · ${choice.section ?? choice.description}`
            : null}
        </li>
      ))}
    </ul>
  );
}

function Card({ icon, size = 20, children }: { icon: IconName; size?: number; children: ReactNode }) {
  return (
    <div className={styles.card}>
      <Icon name={icon} size={size} />
      <div>{children}</div>
    </div>
  );
}

const fileSigns: Record<string, IconName> = { audio: "play", video: "play" };

function Attachment({ file, type }: { file: Message["attachments"][number]; type: string }) {
  const { t } = useTranslation("inbox");
  const name = file.file_name ?? kindName(type, t);
  return (
    <Card icon={fileSigns[type] ?? "file"}>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      <p className="quiet">{file.mime_type}</p>
      {file.state === "link" && file.url && /^https?:/.test(file.url) ? (
        <a href={file.url} target="_blank" rel="noopener noreferrer nofollow">
          {t("open_file")}
        </a>
      ) : (
        <p className="quiet">{t("file_remote")}</p>
      )}
    </Card>
  );
}

function LocationCard({ location }: { location: NonNullable<Message["location"]> }) {
  const { t } = useTranslation("inbox");
  const { latitude, longitude, name, address } = location;
  const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <Card icon="pin">
      <strong>
        <bdi>{name ?? t("type_location")}</bdi>
      </strong>
      {address ? (
        <p>
          <bdi>{address}</bdi>
        </p>
      ) : null}
      <p className="quiet number">
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </p>
      <a href={url} target="_blank" rel="noopener noreferrer">
        {t("open_map")}
      </a>
    </Card>
  );
}

/** Opens the raw data from the provider. */
export function RawLink({ id }: { id: number }) {
  const { t } = useTranslation(["inbox", "kit"]);
  const [shown, show] = useState(false);
  return (
    <>
      <button type="button" className={styles.action} aria-label={t("raw")} title={t("raw")} onClick={() => show(true)}>
        <Icon name="info" size={15} />
      </button>
      <Suspense>{shown ? <RawDialog id={id} onClose={() => show(false)} /> : null}</Suspense>
    </>
  );
}

// What a rule or canned reply sends, as the customer sees it.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../../kit/Icon.tsx";
import { Rich } from "../../../kit/Rich.tsx";
import phone from "../../templates/preview.module.css";
import { sizeInWords, typeName } from "../files/file.ts";
import { type HeaderFile, nameOf } from "./contents.ts";
import styles from "./kinds.module.css";
import type { Saved } from "./saved.ts";

type Content = NonNullable<Saved["content"]>;

export function Preview({ of: { text, content, media, template } }: { of: Saved }) {
  const { t } = useTranslation("kinds");
  const header = content?.type === "link_button" || content?.type === "buttons" ? content.header : undefined;
  const footer = content && "footer" in content ? content.footer : undefined;
  return (
    <section className={phone.phone} aria-label={t("preview")}>
      <div className={phone.bubble}>
        {media ? <File of={media} /> : null}
        {template?.header && template.header.type !== "text" && template.header.type !== "location" ? (
          <Above of={template.header} />
        ) : null}
        {content?.type === "location" ? <Place of={content} /> : null}
        {content?.type === "contacts" ? <Cards of={content} /> : null}
        {typeof header === "object" ? <Above of={header} /> : null}
        {typeof header === "string" ? (
          <p className={phone.header} dir="auto">
            {header}
          </p>
        ) : null}
        {text && content?.type !== "location" && content?.type !== "contacts" ? <Rich text={text} /> : null}
        {footer ? (
          <p className={phone.footer} dir="auto">
            {footer}
          </p>
        ) : null}
      </div>
      {content ? <Taps of={content} /> : null}
      {template ? (
        <p className="quiet">
          <Icon name="template" size={14} /> <bdi>{t("template_named", { name: template.name })}</bdi>
        </p>
      ) : null}
    </section>
  );
}

/** What can be tapped below the text. */
function Taps({ of }: { of: Content }) {
  const { t } = useTranslation("kinds");
  switch (of.type) {
    case "buttons":
      return (
        <ul className={phone.buttons}>
          {of.buttons.map(({ title }) => (
            <Tap key={title} icon="reply">
              {title}
            </Tap>
          ))}
        </ul>
      );
    case "list":
      return (
        <>
          <ul className={phone.buttons}>
            <Tap icon="messages">{of.button}</Tap>
          </ul>
          <div className={styles.rows}>
            {of.sections.map((section, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a list do not change their order.
              <Section key={n} of={section} />
            ))}
          </div>
        </>
      );
    case "link_button":
      return (
        <ul className={phone.buttons}>
          <Tap icon="link">
            <span title={of.url}>{of.label}</span>
          </Tap>
        </ul>
      );
    case "location_request":
    case "number_request":
      return (
        <ul className={phone.buttons}>
          <Tap icon={of.type === "location_request" ? "pin" : "phone"}>{t(`${of.type}_button`)}</Tap>
        </ul>
      );
    default:
      return null;
  }
}

const Tap = ({ icon, children }: { icon: IconName; children: ReactNode }) => (
  <li>
    <Icon name={icon} size={15} />
    <bdi>{children}</bdi>
  </li>
);

function Section({ of: { title, rows } }: { of: Extract<Content, { type: "list" }>["sections"][number] }) {
  return (
    <>
      {title ? <strong>{title}</strong> : null}
      {rows.map((row) => (
        <span key={row.id}>
          <bdi>{row.title}</bdi>
          {row.description ? <small> · {row.description}</small> : null}
        </span>
      ))}
    </>
  );
}

function Place({ of: { latitude, longitude, name, address } }: { of: Extract<Content, { type: "location" }> }) {
  return (
    <div className={phone.file}>
      <Icon name="pin" size={26} />
      {name ? <bdi className="cut">{name}</bdi> : null}
      {address ? <bdi className="cut">{address}</bdi> : null}
      <span className="number">
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </span>
    </div>
  );
}

function Cards({ of: { contacts } }: { of: Extract<Content, { type: "contacts" }> }) {
  return contacts.map(({ name, company, phones, emails = [] }, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the cards do not change their order.
    <div key={n} className={phone.file}>
      <Icon name="person" size={26} />
      <bdi>{[name, company].filter(Boolean).join(", ")}</bdi>
      <bdi>{[...phones, ...emails].join(" · ")}</bdi>
    </div>
  ));
}

/** A file above the text. */
function Above({ of }: { of: HeaderFile }) {
  const name = nameOf(of);
  if (of.type === "image")
    return <img className={styles.picture} src={"id" in of ? `/api/media/${of.id}` : of.link} alt={name} />;
  return (
    <div className={phone.file}>
      <Icon name={of.type === "video" ? "play" : "file"} size={26} />
      <bdi className="cut">{name}</bdi>
    </div>
  );
}

function File({ of: { type, filename, voice, file } }: { of: NonNullable<Saved["media"]> }) {
  const { t } = useTranslation("kinds");
  const name = filename ?? file.file_name;
  const isPicture = (type === "image" || type === "sticker") && file.url;
  if (isPicture)
    return <img className={styles.picture} src={file.thumbnail_url ?? file.url!} alt={name ?? t("file")} />;
  const facts = [typeName(file), file.size === null ? "" : sizeInWords(file.size)].filter(Boolean).join(" · ");
  return (
    <div className={phone.file}>
      <Icon name={type === "video" ? "play" : type === "audio" ? "mic" : "file"} size={26} />
      <bdi className="cut">{voice ? t("voice_note") : (name ?? file.url ?? t("file"))}</bdi>
      <span>{facts}</span>
      {file.reason ? <span>{file.reason}</span> : null}
    </div>
  );
}

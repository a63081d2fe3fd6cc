// A message's content, rendered by type. A type that cannot be shown says so and links to the raw data.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";
import { Rich } from "../../kit/Rich.tsx";
import styles from "./bubble.module.css";
import type { Message } from "./data.ts";
import { kindName } from "./people.ts";

const Parts = lazy(() => fetched(() => import("./content/Parts.tsx")).then((all) => ({ default: all.Parts })));
const Files = lazyPart("files", () => import("./files/Files.tsx"));
const RawDialog = lazy(() => fetched(() => import("./RawDialog.tsx")));

/** The inside of a bubble. */
export function Content({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const { attachments, interactive, template } = message;
  const parts = hasParts(message);
  // The text of contact cards and forms is what the parts already show.
  const inParts = message.contacts?.length || message.answers;
  const words = inParts ? null : message.edited ? message.edited.text : (message.text ?? message.caption);
  // Of a template that no sync knows, the text is its name with its values, which the parts show.
  const isOnlyNamed = template !== null && words?.startsWith(template.name);
  const bare = attachments.length === 0 && !parts;
  // What acts on a message that is not here stands by itself.
  const acts = message.type === "reaction" || message.type === "edit";
  return (
    <>
      {acts && (words || !bare) ? <p className={styles.hint}>{kindName(message.type, t)}</p> : null}
      {attachments.length > 0 ? (
        <Suspense fallback={<div className={styles.files} />}>
          <Files message={message} />
        </Suspense>
      ) : null}
      <Suspense>
        {parts || message.passive || message.payments.length > 0 ? <Parts message={message} /> : null}
      </Suspense>
      {interactive?.header ? (
        <p className={styles.header}>
          <strong>{interactive.header}</strong>
        </p>
      ) : null}
      {words && !isOnlyNamed && words !== message.location?.name ? <Rich text={words} /> : null}
      {message.description ? (
        <p className="quiet">
          <bdi>{message.description}</bdi>
        </p>
      ) : null}
      {interactive ? <Offer of={interactive} /> : null}
      {bare && !words && !interactive ? (
        <p className={styles.cannot}>
          <Icon name="info" size={15} /> {kindName(message.type, t, message.shown_as)}.{" "}
          {message.reason ?? (message.shown_as || message.type === "revoke" ? null : t("cannot_show"))}
        </p>
      ) : null}
    </>
  );
}

/** Whether a message contains something besides text and files. */
const hasParts = (of: Message): boolean =>
  Boolean(
    of.location ||
      of.contacts?.length ||
      of.answers ||
      of.order ||
      of.referral ||
      of.product ||
      of.call ||
      of.call_permission ||
      of.template,
  );

/** What we offered to tap, with the footer. */
function Offer({ of }: { of: NonNullable<Message["interactive"]> }) {
  const { t } = useTranslation("inbox");
  const { kind, footer, button, url } = of;
  return (
    <>
      {footer ? <p className={styles.hint}>{footer}</p> : null}
      {kind === "link_button" && url ? (
        <p className={styles.choices}>
          <a href={url} target="_blank" rel="noopener noreferrer nofollow" title={url}>
            <Icon name="link" size={13} /> {button}
          </a>
        </p>
      ) : null}
      {kind === "location_request" || kind === "number_request" || kind === "call_request" ? (
        <p className={styles.hint}>{t(kind)}</p>
      ) : null}
      {of.choices.length > 0 ? <Choices of={of} /> : null}
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

// A template as the customer sees it in WhatsApp: header, text, footer and buttons.
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../kit/Icon.tsx";
import { Rich } from "../../kit/Rich.tsx";
import styles from "./preview.module.css";
import { filled, hasFile, type Template, type Values } from "./template.ts";

export type Shown = Pick<Template, "header" | "body" | "footer" | "buttons">;

type Props = {
  of: Shown;
  /** What was filled in, see template.ts; a variable without a value is shown as it is written. */
  values: Values;
  label?: string;
  /** The name of the header's file, where it has no link. */
  file?: string | undefined;
};

export function Preview({ of, values, label, file }: Props) {
  const { t } = useTranslation("templates");
  const { header, body, footer, buttons } = of;
  return (
    <section className={styles.phone} aria-label={label ?? t("preview")}>
      <div className={styles.bubble}>
        <Header of={of} values={values} file={file} />
        {header.text ? (
          <p className={styles.header} dir="auto">
            {filled(header.text, "header", values)}
          </p>
        ) : null}
        {body.text ? (
          <Rich text={filled(body.text, "body", values)} />
        ) : (
          <p className={styles.footer}>{t("preview_empty")}</p>
        )}
        {footer ? (
          <p className={styles.footer} dir="auto">
            {footer}
          </p>
        ) : null}
      </div>
      {buttons.length > 0 ? <Buttons of={of} values={values} /> : null}
    </section>
  );
}

/** A file or a place above the text. */
function Header({ of, values, file }: Omit<Props, "label">) {
  const { t } = useTranslation("templates");
  const { format } = of.header;
  if (hasFile(of))
    return (
      <div className={styles.file}>
        <Icon name={format === "video" ? "play" : "file"} size={26} />
        <bdi className="cut">{file ?? nameIn(values.file) ?? t(`header_${format}`)}</bdi>
      </div>
    );
  if (format !== "location") return null;
  return (
    <div className={styles.file}>
      <Icon name="pin" size={26} />
      <bdi className="cut">{values.place?.trim() || t("header_location")}</bdi>
      {values.address?.trim() ? <bdi className="cut">{values.address}</bdi> : null}
    </div>
  );
}

/** The last part of a link's path. */
const nameIn = (link: string | undefined): string | undefined =>
  link && URL.canParse(link) ? new URL(link).pathname.split("/").at(-1) || undefined : undefined;

const signs: Record<string, IconName> = { url: "link", copy_code: "copy", quick_reply: "reply" };

function Buttons({ of, values }: { of: Shown; values: Values }) {
  const { t } = useTranslation("templates");
  return (
    <ul className={styles.buttons} aria-label={t("buttons")}>
      {of.buttons.map(({ type, text, url, phone }, index) => {
        const value = values[`button ${index}`]?.trim();
        const goal = url?.replace(/\{\{\s*\w+\s*\}\}/, (written) => value || written) ?? phone ?? undefined;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a button is known by its place
          <li key={index} title={goal}>
            <Icon name={signs[type] ?? "chevronRight"} size={15} />
            <bdi>{text || (type === "copy_code" ? t("button_copy_code") : t("button_unnamed"))}</bdi>
            {type === "copy_code" && value ? <span className="quiet">{value}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

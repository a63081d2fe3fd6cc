// Makes buttons for the business's own site: what is on them, how they look, and the HTML to copy, with a preview and a QR code.
import { Button, CopyButton, Modal, SegmentedControl, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFields } from "../../kit/fields.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { QrCode } from "../../kit/QrCode.tsx";
import { Copied } from "../../kit/Secret.tsx";
import styles from "./numbers.module.css";
import { SnippetPreview } from "./SnippetPreview.tsx";
import { buttonsOf, chatLink, looks, places, type SnippetFields, snippetOf, telephoneOf } from "./snippet.ts";

/** A code of a longer link is too fine for most cameras. */
const LONGEST_QR = 500;

/** `digits`: the number. */
export default function Snippet({ digits, onClose }: { digits: string; onClose(): void }) {
  const { t } = useTranslation(["numbers", "kit"]);
  const fields = useFields<SnippetFields>({
    ...{ message: "", chat: "", hasCall: false, call: "", telephone: "", telephoneLabel: "" },
    ...{ look: "filled", place: "inline" },
  });
  const { values } = fields;
  const or = (typed: string, usual: string) => (typed.trim() === "" ? usual : typed);
  const filled = {
    ...values,
    chat: or(values.chat, t("site_chat")),
    call: or(values.call, t("site_call")),
    telephoneLabel: or(values.telephoneLabel, t("site_telephone")),
  };
  const html = snippetOf(digits, filled);
  const link = chatLink(digits, values.message);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("site_title", { number: phone(digits) })}
      size={820}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <div className={styles.site}>
        <div className={styles.fields}>
          <Labels fields={fields} />
        </div>
        <div className={styles.fields}>
          <h3 className={styles.part}>{t("site_preview")}</h3>
          <SnippetPreview of={buttonsOf(digits, filled)} />
          <h3 className={styles.part}>{t("site_html")}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className={styles.code} tabIndex={0}>
            <code>{html}</code>
          </pre>
          <CopyButton value={html} timeout={2_000}>
            {({ copied, copy }) => (
              <Button leftSection={<Icon name={copied ? "check" : "copy"} size={16} />} onClick={copy}>
                {copied ? t("kit:copied") : t("site_copy")}
              </Button>
            )}
          </CopyButton>
          <h3 className={styles.part}>{t("site_link")}</h3>
          <Copied label={t("site_link")} value={link} />
          {link.length > LONGEST_QR ? (
            <p className={styles.note}>{t("site_qr_long")}</p>
          ) : (
            <QrCode text={link} label={t("site_qr")} />
          )}
        </div>
      </div>
    </Modal>
  );
}

function Labels({ fields }: { fields: ReturnType<typeof useFields<SnippetFields>> }) {
  const { t } = useTranslation("numbers");
  const { values, set } = fields;
  const isTelephone = values.telephone.trim() === "" || telephoneOf(values.telephone) !== null;
  return (
    <>
      <TextInput label={t("site_chat_label")} placeholder={t("site_chat")} maxLength={60} {...fields.text("chat")} />
      <Textarea
        label={t("site_message")}
        description={t("site_message_hint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1_000}
        {...fields.text("message")}
      />
      <Switch label={t("site_has_call")} description={t("site_has_call_hint")} {...fields.tick("hasCall")} />
      {values.hasCall ? (
        <TextInput label={t("site_call_label")} placeholder={t("site_call")} maxLength={60} {...fields.text("call")} />
      ) : null}
      <TextInput
        label={t("site_telephone_number")}
        description={t("site_telephone_hint")}
        error={isTelephone ? null : t("site_telephone_fault")}
        maxLength={40}
        inputMode="tel"
        {...fields.text("telephone")}
      />
      {values.telephone.trim() === "" ? null : (
        <TextInput
          label={t("site_telephone_label")}
          placeholder={t("site_telephone")}
          maxLength={60}
          {...fields.text("telephoneLabel")}
        />
      )}
      <Choice
        label={t("site_look")}
        data={looks.map((look) => ({ value: look, label: t(`site_look_${look}`) }))}
        value={values.look}
        onChange={(look) => set({ look })}
      />
      <Choice
        label={t("site_place")}
        data={places.map((place) => ({ value: place, label: t(`site_place_${place}`) }))}
        value={values.place}
        onChange={(place) => set({ place })}
      />
    </>
  );
}

/** One of a few. */
function Choice<V extends string>(given: {
  label: string;
  data: { value: V; label: string }[];
  value: V;
  onChange(value: V): void;
}) {
  const { label, data, value, onChange } = given;
  return (
    <div>
      <div className={styles.label}>{label}</div>
      <SegmentedControl
        aria-label={label}
        data={data}
        value={value}
        onChange={(next) => onChange(next as V)}
        fullWidth
      />
    </div>
  );
}

// The buttons of a template, in the order in which the customer sees them.
import { ActionIcon, Button, Menu, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { mostOfButton, templateLengths, twilioTemplateLengths } from "../../../api/lists.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { type ButtonType, type DraftButton, emptyButton, nextVariable, variablesIn } from "./draft.ts";
import styles from "./editor.module.css";
import { type Editor, Line } from "./fields.tsx";

const types = Object.keys(mostOfButton).filter((name) => name !== "all") as ButtonType[];

/** Those that a provider has beside others. */
const typesAt = (provider: Editor["provider"]): ButtonType[] =>
  types.filter((type) => provider === "meta" || type !== "request_contact_info");

export function ButtonFields({ editor }: { editor: Editor }) {
  const { t } = useTranslation("template-editor");
  const { draft, provider, change, faultAt } = editor;
  const { buttons } = draft;
  const countOf = (type: ButtonType) => buttons.filter((one) => one.type === type).length;
  const add = (type: ButtonType) => change({ buttons: [...buttons, emptyButton(type)] });
  return (
    <>
      <p className={styles.hint}>{t("buttons_hint")}</p>
      {buttons.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a button is known by its place
        <ButtonItem key={index} editor={editor} index={index} />
      ))}
      <p role="alert" className={styles.fault}>
        {faultAt("buttons")}
      </p>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            className={styles.add}
            leftSection={<Icon name="plus" size={16} />}
            disabled={buttons.length >= mostOfButton.all}
          >
            {t("button_add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {typesAt(provider).map((type) => (
            <Menu.Item key={type} disabled={countOf(type) >= mostOfButton[type]} onClick={() => add(type)}>
              {t(`type_${type}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function ButtonItem({ editor, index }: { editor: Editor; index: number }) {
  const { t } = useTranslation("template-editor");
  const { draft, provider, change, faultAt } = editor;
  const { buttons } = draft;
  const button = buttons[index]!;
  const number = index + 1;
  const set = (some: Partial<DraftButton>) => change({ buttons: buttons.with(index, { ...button, ...some }) });
  const moveUp = () => change({ buttons: buttons.with(index, buttons[index - 1]!).with(index - 1, button) });
  const own = typesAt(provider);
  return (
    <fieldset className={styles.button}>
      <legend>{t("button_n", { number })}</legend>
      <div className={styles.buttonHead}>
        <Select
          label={t("button_type")}
          allowDeselect={false}
          data={(own.includes(button.type) ? own : [...own, button.type]).map((value) => ({
            value,
            label: t(`type_${value}`),
          }))}
          value={button.type}
          error={faultAt(`buttons.${index}.type`)}
          onChange={(type) => type && set({ type: type as ButtonType })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("button_up", { number })}
          disabled={index === 0}
          onClick={moveUp}
        >
          <Icon name="up" size={17} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("button_remove", { number })}
          onClick={() => change({ buttons: buttons.toSpliced(index, 1) })}
        >
          <Icon name="trash" size={17} />
        </ActionIcon>
      </div>
      <ButtonParts editor={editor} button={button} path={`buttons.${index}`} set={set} />
    </fieldset>
  );
}

type PartProps = { editor: Editor; button: DraftButton; path: string; set(some: Partial<DraftButton>): void };

/** What each kind of button has. */
function ButtonParts({ editor, button, path, set }: PartProps) {
  const { t } = useTranslation("template-editor");
  const { type, text, url, phone, example } = button;
  const longestText = editor.provider === "twilio" ? twilioTemplateLengths.button : templateLengths.button;
  return (
    <>
      {type === "copy_code" || type === "request_contact_info" ? null : (
        <Line
          editor={editor}
          path={`${path}.text`}
          label={t("button_text")}
          most={longestText}
          value={text}
          onChange={(text) => set({ text })}
        />
      )}
      {type === "url" ? <LinkParts editor={editor} button={button} path={path} set={set} /> : null}
      {type === "phone_number" ? (
        <Line
          editor={editor}
          path={`${path}.phone`}
          label={t("button_phone")}
          hint={t("button_phone_hint")}
          type="tel"
          value={phone}
          onChange={(phone) => set({ phone })}
        />
      ) : null}
      {type === "copy_code" ? (
        <Line
          editor={editor}
          path={`${path}.example`}
          label={t("button_code")}
          most={templateLengths.code}
          value={example}
          onChange={(example) => set({ example })}
        />
      ) : null}
      {type === "url" && variablesIn(url).length > 0 ? (
        <Line
          editor={editor}
          path={`${path}.example`}
          label={t("button_url_example")}
          value={example}
          onChange={(example) => set({ example })}
        />
      ) : null}
    </>
  );
}

/** The link of a button, with a button that puts a variable at its end. */
function LinkParts({ editor, button: { url }, path, set }: PartProps) {
  const { t } = useTranslation("template-editor");
  return (
    <div className={styles.withVariables}>
      <Line
        editor={editor}
        path={`${path}.url`}
        label={t("button_url")}
        hint={t("button_url_hint")}
        type="url"
        value={url}
        onChange={(url) => set({ url })}
      />
      {variablesIn(url).length === 0 ? (
        <Button
          variant="subtle"
          size="compact-sm"
          className={styles.insert}
          leftSection={<Icon name="plus" size={14} />}
          aria-label={`${t("insert")}: ${t("button_url")}`}
          onClick={() => set({ url: `${url}{{${nextVariable(editor.draft, editor.provider, "link")}}}` })}
        >
          {t("insert")}
        </Button>
      ) : null}
    </div>
  );
}

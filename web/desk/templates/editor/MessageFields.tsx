// What the customer reads: what stands above, the text with its variables, and the line below.
import { Input, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { templateLengths } from "../../../api/lists.ts";
import { type Draft, numbered } from "./draft.ts";
import { type Editor, Line, TextWithVariables } from "./fields.tsx";
import { HeaderFields } from "./HeaderFields.tsx";

export function MessageFields({ editor }: { editor: Editor }) {
  const { t } = useTranslation("template-editor");
  const { draft, provider, id, change } = editor;
  return (
    <>
      {provider === "meta" && id === null ? <FormatField editor={editor} /> : null}
      <HeaderFields editor={editor} />
      <TextWithVariables
        editor={editor}
        part="body"
        path="body.text"
        label={t("body")}
        hint={t("body_hint")}
        most={templateLengths.body}
        isLong
        value={draft.body}
        onChange={(body) => change({ body })}
      />
      <Line
        editor={editor}
        path="footer"
        label={t("footer")}
        hint={t("footer_hint")}
        most={templateLengths.footer}
        value={draft.footer}
        onChange={(footer) => change({ footer })}
      />
    </>
  );
}

/** Whether variables have names or numbers, at Meta; it is chosen once. */
function FormatField({ editor: { draft, change, faultAt } }: { editor: Editor }) {
  const { t } = useTranslation("template-editor");
  const choose = (format: string) =>
    change(
      format === "positional"
        ? numbered(draft, "meta", "meta")
        : { parameter_format: format as Draft["parameter_format"] },
    );
  return (
    <Input.Wrapper
      label={t("format")}
      labelElement="div"
      description={t("format_hint", { named: "{{guest}}", numbered: "{{1}}" })}
      error={faultAt("parameter_format")}
    >
      <div>
        <SegmentedControl
          aria-label={t("format")}
          data={[
            { value: "named", label: t("format_named") },
            { value: "positional", label: t("format_positional") },
          ]}
          value={draft.parameter_format}
          onChange={choose}
        />
      </div>
    </Input.Wrapper>
  );
}

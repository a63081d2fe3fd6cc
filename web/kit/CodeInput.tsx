// A field for the code of an authenticator app, or a recovery code.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** `<CodeInput {...fields.text("code")} />` */
export function CodeInput(given: TextInputProps) {
  const { t } = useTranslation("kit");
  return (
    <TextInput
      label={t("code")}
      description={t("code_hint")}
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={50}
      required
      {...given}
    />
  );
}

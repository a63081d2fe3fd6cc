// The fields of a number's credentials. Secrets are typed hidden; several of a kind are separated by commas.
import { PasswordInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { useFields } from "../../kit/fields.ts";
import type { NewNumber } from "./number-check.ts";

/** What is typed. */
export type Typed = {
  provider: NewNumber["provider"];
  external_id: string;
  account_id: string;
  access_token: string;
  app_secrets: string;
  verify_token: string;
  auth_tokens: string;
};

export const blank: Typed = {
  ...{ provider: "meta", external_id: "", account_id: "", access_token: "", app_secrets: "" },
  ...{ verify_token: "", auth_tokens: "" },
};

/** A list that was typed with commas. */
export const listOf = (typed: string): string[] =>
  typed
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** What was typed, as a new number. */
export function numberOf(typed: Typed): NewNumber {
  const { provider, external_id, account_id, access_token, verify_token } = typed;
  if (provider === "twilio") return { provider, external_id, account_id, auth_tokens: listOf(typed.auth_tokens) };
  return { provider, external_id, account_id, access_token, app_secrets: listOf(typed.app_secrets), verify_token };
}

type Fields = ReturnType<typeof useFields<Typed>>;
type SecretField = Exclude<keyof Typed, "provider" | "external_id" | "account_id">;

/** The secrets of a provider, in the order of the form. */
const secretsOf = {
  meta: ["access_token", "app_secrets", "verify_token"],
  twilio: ["auth_tokens"],
} as const satisfies Record<Typed["provider"], readonly SecretField[]>;

/** The ids of a number. `fixed`: only the account can be changed. */
export function IdFields({ fields, fixed = false }: { fields: Fields; fixed?: boolean }) {
  const { t } = useTranslation("numbers");
  const { provider } = fields.values;
  return (
    <>
      {fixed ? null : (
        <TextInput
          label={t(provider === "meta" ? "phone_number_id" : "sender")}
          description={t(`external_id_${provider}`)}
          required
          maxLength={40}
          data-autofocus
          {...fields.text("external_id")}
        />
      )}
      <TextInput
        label={t(provider === "meta" ? "waba" : "account_sid")}
        description={t(`account_id_${provider}`)}
        required
        maxLength={40}
        {...fields.text("account_id")}
      />
    </>
  );
}

/** The secrets of a number. `known`: what is there already, which an empty field keeps. */
export function SecretFields({ fields, known }: { fields: Fields; known?: (name: SecretField) => string | null }) {
  const { t } = useTranslation("numbers");
  return secretsOf[fields.values.provider].map((name) => (
    <PasswordInput
      key={name}
      label={t(name)}
      description={t(`${name}_hint`)}
      placeholder={known?.(name) ?? ""}
      required={known === undefined}
      maxLength={3_000}
      autoComplete="off"
      visibilityToggleButtonProps={{ "aria-label": t("show_secret", { name: t(name) }) }}
      {...fields.text(name)}
    />
  ));
}

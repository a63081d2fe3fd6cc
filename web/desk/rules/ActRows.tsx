// The part of a rule's form that says what else it does, in order.
import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Preview } from "../inbox/kinds/Preview.tsx";
import type { Choices } from "./choices.ts";
import { type Act, actKinds, blankAct } from "./parts.ts";
import { Rows } from "./Rows.tsx";
import { Minutes } from "./WhenFields.tsx";

type Props = { rows: readonly Act[]; choices: Choices; onChange(rows: Act[]): void };

export function ActRows({ rows, choices, onChange }: Props) {
  const { t } = useTranslation("rules");
  const first = { label: Number(choices.labels[0]?.value ?? 0) };
  const kinds = actKinds.filter((kind) => choices.labels.length > 0 || !kind.endsWith("label"));
  return (
    <Rows
      label={t("do_add")}
      kinds={kinds.map((kind) => ({ value: kind, label: t(`do_${kind}`) }))}
      rows={rows}
      nameOf={({ do: act }) => t(`do_${act}`)}
      add={(kind) => onChange([...rows, blankAct(kind as Act["do"], first)])}
      onChange={onChange}
    >
      {(row, set) => <Fields value={row} choices={choices} onChange={set} />}
    </Rows>
  );
}

function Fields({ value, choices, onChange }: { value: Act; choices: Choices; onChange(next: Act): void }) {
  const { t } = useTranslation("rules");
  switch (value.do) {
    case "answer":
      return value.content || value.media || value.template ? (
        <Preview of={value} />
      ) : (
        <Long label={t("do_answer")} value={value.text} onChange={(text) => onChange({ ...value, text })} />
      );
    case "note":
      return <Long label={t("do_note")} value={value.text} onChange={(text) => onChange({ ...value, text })} />;
    case "assign":
      return (
        <Select
          aria-label={t("do_assign")}
          data={[{ value: "", label: t("nobody") }, ...choices.agents]}
          allowDeselect={false}
          value={value.user_id === null ? "" : String(value.user_id)}
          onChange={(id) => onChange({ ...value, user_id: id ? Number(id) : null })}
        />
      );
    case "add_label":
    case "remove_label":
      return (
        <Select
          aria-label={t("label")}
          data={choices.labels}
          allowDeselect={false}
          value={String(value.id)}
          onChange={(id) => id && onChange({ ...value, id: Number(id) })}
        />
      );
    case "email":
      return <Mail value={value} onChange={onChange} />;
    case "snooze":
      return <Minutes value={value.minutes} onChange={(minutes) => onChange({ ...value, minutes })} />;
    case "hand_over":
      return (
        <Select
          aria-label={t("do_hand_over")}
          data={(["people", "bot"] as const).map((to) => ({ value: to, label: t(`do_hand_over_${to}`) }))}
          allowDeselect={false}
          value={value.to}
          onChange={(to) => to && onChange({ ...value, to: to as typeof value.to })}
        />
      );
    case "wait":
      return <Wait value={value} onChange={onChange} />;
    default:
      return null;
  }
}

function Long({ label, value, onChange }: { label: string; value: string; onChange(text: string): void }) {
  return (
    <Textarea
      aria-label={label}
      required
      autosize
      minRows={2}
      maxRows={8}
      maxLength={4096}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type Of<Kind extends Act["do"]> = { value: Act & { do: Kind }; onChange(next: Act): void };

/** Recipients are chosen by name, or an address is typed. */
function Mail({ value, onChange }: Of<"email">) {
  const { t } = useTranslation("rules");
  const names = { admins: t("mail_admins"), assignee: t("mail_assignee") };
  const known = Object.entries(names);
  return (
    <>
      <Autocomplete
        label={t("mail_to")}
        data={known.map(([, label]) => label)}
        required
        value={names[value.to as keyof typeof names] ?? value.to}
        onChange={(typed) => onChange({ ...value, to: known.find(([, label]) => label === typed)?.[0] ?? typed })}
      />
      <TextInput
        label={t("mail_subject")}
        required
        maxLength={200}
        value={value.subject}
        onChange={(event) => onChange({ ...value, subject: event.currentTarget.value })}
      />
      <Long label={t("mail_body")} value={value.text} onChange={(text) => onChange({ ...value, text })} />
    </>
  );
}

function Wait({ value, onChange }: Of<"wait">) {
  const { t } = useTranslation("rules");
  return (
    <>
      <Minutes value={value.minutes} onChange={(minutes) => onChange({ ...value, minutes })} />
      <Select
        label={t("unless")}
        data={[
          { value: "", label: t("unless_nothing") },
          { value: "customer_writes", label: t("unless_customer_writes") },
          { value: "team_answers", label: t("unless_team_answers") },
        ]}
        allowDeselect={false}
        value={value.unless ?? ""}
        onChange={(unless) => onChange({ ...value, unless: (unless || null) as typeof value.unless })}
      />
    </>
  );
}

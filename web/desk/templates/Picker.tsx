// The search among a number's templates. Arrow keys move, Enter chooses; those that cannot be sent say why.
import { Badge, TextInput } from "@mantine/core";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { unmarked } from "../../kit/marks.ts";
import { Empty } from "../../kit/states.tsx";
import { recent } from "./recent.ts";
import { SyncButton } from "./SyncButton.tsx";
import styles from "./send.module.css";
import { examplesOf, filled, matches, ordered, type Template } from "./template.ts";

type Props = { templates: readonly Template[]; pick(template: Template): void };

export function Picker({ templates, pick }: Props) {
  const { t } = useTranslation("templates");
  const id = useId();
  const [words, setWords] = useState("");
  const sought = useDeferredValue(words.trim());
  const found = ordered(templates, recent.ids()).filter((one) => matches(one, sought));
  const { active, move } = useActive(found.length, sought);
  const choose = (one: Template | undefined) => {
    if (one?.sendable) pick(one);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (by !== undefined) move(by);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(found[active]);
    else return;
    event.preventDefault();
  };
  if (templates.length === 0)
    return <Empty icon="template" title={t("none")} text={t("none_to_send")} action={<SyncButton />} />;
  return (
    <div className={styles.picker}>
      <TextInput
        type="search"
        role="combobox"
        aria-expanded
        aria-controls={`${id}list`}
        aria-activedescendant={found[active] ? `${id}${found[active].id}` : undefined}
        aria-autocomplete="list"
        aria-label={t("find")}
        placeholder={t("find")}
        leftSection={<Icon name="search" size={16} />}
        autoFocus
        data-autofocus
        autoComplete="off"
        maxLength={200}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} role="listbox" aria-label={t("title")} className={styles.list}>
        {found.map((one, index) => (
          <Choice key={one.id} id={`${id}${one.id}`} of={one} isActive={index === active} choose={() => choose(one)} />
        ))}
      </div>
      {found.length === 0 ? <Empty icon="search" title={t("none_found")} text={t("none_found_text")} compact /> : null}
    </div>
  );
}

/** The line that the arrow keys have reached; the first one again after another search. */
function useActive(count: number, words: string) {
  const [active, setActive] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search, another list
  useEffect(() => setActive(0), [words]);
  return { active, move: (by: number) => setActive(Math.max(0, Math.min(count - 1, active + by))) };
}

type ChoiceProps = { id: string; of: Template; isActive: boolean; choose(): void };

function Choice({ id, of, isActive, choose }: ChoiceProps) {
  const { t } = useTranslation("templates");
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  const text = unmarked(filled(of.body.text, "body", examplesOf(of)));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the search field
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search field
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={!of.sendable}
      className={styles.choice}
      data-active={isActive}
      onClick={choose}
    >
      <span className={styles.name}>
        <strong>{of.name}</strong>
        <Badge color="gray">{of.language}</Badge>
        {of.category ? <span className="quiet">{t(`category_${of.category}`)}</span> : null}
      </span>
      <span className={`${styles.text} cut`} dir="auto">
        {text}
      </span>
      {of.sendable ? null : <span className={styles.why}>{of.why_not}</span>}
    </div>
  );
}

// The delivery state of an outbound message with WhatsApp's symbols: a clock, one tick, two, two in colour, or a warning.
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "../../kit/Icon.tsx";
import styles from "./bubble.module.css";
import type { Message } from "./data.ts";

const signs: Partial<Record<Message["state"], [IconName, string?]>> = {
  queued: ["clock"],
  sending: ["clock"],
  unanswered: ["clock"],
  accepted: ["check"],
  sent: ["check"],
  delivered: ["checks"],
  read: ["checks", "seen"],
  played: ["checks", "seen"],
  failed: ["warning", "bad"],
};

/** The icon, with its meaning as a tooltip and for screen readers. */
export function Ticks({ state, size = 16 }: { state: Message["state"]; size?: number }) {
  const { t } = useTranslation("inbox");
  const sign = signs[state];
  if (!sign) return null;
  const [name, tone] = sign;
  return (
    <span className={`${styles.ticks} ${tone ? styles[tone] : ""}`} title={t(`state_${state}`)}>
      <Icon name={name} size={size} />
      <span className="unseen">{t(`state_${state}`)}</span>
    </span>
  );
}

// The overlay with the page's keyboard shortcuts, opened by `?`.
import { Kbd, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { keysAreOn, useAllKeys } from "../../kit/keys.ts";
import styles from "./shell.module.css";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const written = (part: string): string =>
  part
    .replace("mod+", isMac ? "⌘ " : "Ctrl ")
    .replace("alt+", isMac ? "⌥ " : "Alt ")
    .replace("Escape", "Esc");

/** All active shortcuts, in groups. */
export default function KeysOverlay({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["shell", "kit"]);
  // The page's own shortcuts first, in whichever order they were registered.
  const isGeneral = ({ title }: { title: string }) => Number(title === t("kit:keys_general"));
  const groups = useAllKeys()
    .filter((group) => group.keys.length > 0)
    .toSorted((a, b) => isGeneral(a) - isGeneral(b));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("shortcuts")}
      size="lg"
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      {keysAreOn() ? null : <p className="quiet">{t("shortcuts_off")}</p>}
      <div className={styles.keys}>
        {groups.map((group) => (
          <section key={group.title}>
            <h2>{group.title}</h2>
            <dl>
              {group.keys.map((one) => (
                <div key={one.keys}>
                  <dt>{one.label}</dt>
                  <dd>
                    {one.keys.split(" ").map((part) => (
                      <Kbd key={part}>{written(part)}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

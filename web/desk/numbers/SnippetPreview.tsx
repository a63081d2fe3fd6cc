// The buttons as they will look, in a frame of their own, which runs no script and opens no page. The content security policy of the Desk refuses style
// attributes in HTML, so the elements are made here and styled by script.
import { useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import styles from "./numbers.module.css";
import type { buttonsOf } from "./snippet.ts";

export function SnippetPreview({ of: { around, style, buttons } }: { of: ReturnType<typeof buttonsOf> }) {
  const { t } = useTranslation("numbers");
  const [body, setBody] = useState<HTMLElement | null>(null);
  const title = t("site_preview");
  return (
    <>
      <iframe
        className={styles.frame}
        title={title}
        sandbox="allow-same-origin"
        srcDoc={`<!doctype html><html lang="en"><title>${title}</title>`}
        onLoad={(event) => setBody(event.currentTarget.contentDocument?.body ?? null)}
      />
      {body
        ? createPortal(
            <div ref={styled(around)}>
              {buttons.map(({ href, label }) => (
                <a key={href} href={href} ref={styled(style)}>
                  {label}
                </a>
              ))}
            </div>,
            body,
          )
        : null}
    </>
  );
}

const styled = (css: string) => (element: HTMLElement | null) => {
  if (element) element.style.cssText = css;
};

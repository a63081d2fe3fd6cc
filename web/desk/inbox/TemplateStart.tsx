// Where a template is sent from: a button beside the reply box, and all of the box while the 24-hour window is closed. The dialog is loaded when it is
// first opened.
import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";
import type { SavedTemplate } from "../templates/outbound.ts";
import styles from "./composer.module.css";
import type { Detail } from "./data.ts";
import { filledTemplate } from "./kinds/saved.ts";
import { addressOf } from "./people.ts";
import type { Sending } from "./sending.ts";

/** The dialog, loaded when it is first opened. */
export const SendTemplate = lazyPart("templates", () => import("../templates/SendTemplate.tsx"));

/** `isClosed`: only a template can be sent, which is said. */
export function TemplateStart({ one, send, isClosed }: { one: Detail; send: Sending["send"]; isClosed: boolean }) {
  const { t } = useTranslation("inbox");
  const [isOpen, setOpen] = useState(false);
  const open = () => setOpen(true);
  return (
    <>
      {isClosed ? (
        <div className={styles.closed}>
          <p>
            <strong>{t("window_closed_title")}</strong>{" "}
            {t(one.window.closes_at === null ? "window_never" : "window_closed_text")}
          </p>
          <div className={styles.closedActs}>
            <SavedTemplates one={one} send={send} />
            <Button onClick={open}>{t("template_choose")}</Button>
          </div>
        </div>
      ) : (
        <ActionIcon
          size={26}
          variant="subtle"
          color="gray"
          aria-label={t("template_choose")}
          title={t("template_choose")}
          onClick={open}
        >
          <Icon name="template" size={17} />
        </ActionIcon>
      )}
      <Suspense>{isOpen ? <SendTemplate one={one} send={send} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

/** The canned replies that are templates, since no others reach the customer now. */
function SavedTemplates({ one, send }: { one: Detail; send: Sending["send"] }) {
  const list = useQuery(read("/api/inbox/canned"));
  const [opened, open] = useState<SavedTemplate | null>(null);
  return (
    <>
      {list.data?.canned.map(({ id, shortcut, template }) =>
        template ? (
          <Button
            key={id}
            variant="default"
            onClick={() => open(filledTemplate(template, (text) => text.replaceAll("{{name}}", () => addressOf(one))))}
          >
            /{shortcut}
          </Button>
        ) : null,
      )}
      <Suspense>
        {opened ? <SendTemplate one={one} start={opened} send={send} onClose={() => open(null)} /> : null}
      </Suspense>
    </>
  );
}

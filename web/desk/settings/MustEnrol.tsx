// The page of an admin who must set up two-step sign-in before anything else.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../api/client.ts";
import { useTitle } from "../../kit/Page.tsx";
import { setSession, useMe } from "../../kit/session.ts";
import { Frame } from "../sign-in/Frame.tsx";
import { Enrol } from "./Enrol.tsx";
import styles from "./settings.module.css";

export default function MustEnrol() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const [begun, begin] = useState(false);
  useTitle(t("two_step"));
  const leave = async () => {
    await request("/api/auth/sign-out", { method: "POST" }).catch(() => null);
    setSession("none");
    location.assign("/desk/sign-in");
  };
  return (
    <Frame>
      <h1>{t("two_step_must")}</h1>
      <p className="quiet">{t("two_step_must_text", { name: me.person?.name ?? "" })}</p>
      {begun ? (
        <Enrol onDone={() => {}} />
      ) : (
        <div className={styles.form}>
          <Button size="md" onClick={() => begin(true)}>
            {t("two_step_set_up")}
          </Button>
          <Button variant="subtle" onClick={() => void leave()}>
            {t("two_step_leave")}
          </Button>
        </div>
      )}
    </Frame>
  );
}

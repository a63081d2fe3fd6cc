// Error pages: for an unknown address, and for a page that threw an error.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { Empty, Failed } from "../../kit/states.tsx";

/** The page for an unknown address. */
export function Missing() {
  const { t } = useTranslation("kit");
  return (
    <Empty
      icon="search"
      title={t("not_found_title")}
      text={t("not_found_text")}
      action={
        <Button component={Link} to="/inbox" variant="default">
          {t("to_inbox")}
        </Button>
      }
    />
  );
}

/** The page for an error. After an update of the server the old scripts are gone; reloading fetches the new ones. */
export function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation("kit");
  if (error instanceof ApiError) return <Failed error={error} retry={reset ?? (() => location.reload())} />;
  const old = error instanceof Error && /dynamically imported|importing a module|preload/i.test(error.message);
  return (
    <div role="alert">
      <Empty
        icon={old ? "refresh" : "warning"}
        title={old ? t("updated") : t("broken_title")}
        text={old ? null : t("broken_text")}
        action={
          <Button variant="default" onClick={() => location.reload()}>
            {t("reload")}
          </Button>
        }
      />
    </div>
  );
}

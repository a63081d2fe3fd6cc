// Pages for what went wrong: an address that leads nowhere, a page that broke.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { Empty, Failed } from "../../kit/states.tsx";

/** There is nothing at this address. */
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

/** A page threw. After an update of the server its old scripts are gone: a reload fetches the new ones. */
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

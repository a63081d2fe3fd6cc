// A file that is not here: it is being fetched, could not be fetched, is blocked, or lies at an address outside.
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { useAction } from "../../../kit/action.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { useCan } from "../../../kit/session.ts";
import { type Attachment, boxOf, shownAs, sizeInWords } from "./file.ts";
import styles from "./files.module.css";

const icons = {
  remote: "download",
  waiting: "clock",
  failed: "warning",
  quarantined: "warning",
  deleted: "clock",
  link: "link",
} as const;

export function Absent({ file, type }: { file: Attachment; type: string }) {
  const { t } = useTranslation("files");
  const shown = shownAs(file, type);
  const name = file.file_name ?? t(shown === "document" ? "file" : file.voice ? "voice" : shown);
  const state = file.state === "ready" ? "failed" : file.state;
  // A photo that is on its way has its place already.
  const place = state === "waiting" && shown === "photo" && file.width && file.height ? boxOf(file) : undefined;
  return (
    <div className={styles.absent} style={place && { minWidth: place.width, minHeight: place.height }}>
      <Icon name={icons[state]} size={20} />
      <div>
        <strong title={name}>
          <bdi>{name}</bdi>
        </strong>
        {file.size ? <span className="quiet"> {sizeInWords(file.size)}</span> : null}
        <Told file={file} state={state} />
      </div>
    </div>
  );
}

function Told({ file, state }: { file: Attachment; state: Exclude<Attachment["state"], "ready"> }) {
  const { t } = useTranslation("files");
  const can = useCan()("agent");
  const get = useAction((id: number) => ok(api.POST("/api/media/{id}/fetch", { params: { path: { id } } })));
  if (state === "link")
    return file.url && /^https?:/.test(file.url) ? (
      <a href={file.url} target="_blank" rel="noopener noreferrer nofollow">
        {t("open_link")}
      </a>
    ) : null;
  return (
    <>
      {state === "deleted" ? null : (
        <p className={state === "failed" || state === "quarantined" ? styles.bad : "quiet"}>{t(state)}</p>
      )}
      {file.reason ? <p className="quiet">{file.reason}</p> : null}
      {can && file.id !== null && (state === "failed" || state === "remote") ? (
        <Button size="compact-xs" variant="default" loading={get.isPending} onClick={() => get.mutate(file.id!)}>
          {t(state === "failed" ? "again" : "fetch")}
        </Button>
      ) : null}
    </>
  );
}

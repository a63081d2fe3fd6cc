// A part of the panel: the files of the conversation by kind, newest first.
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, pages } from "../../../api/query.ts";
import { brief, time } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { useLive } from "../../../kit/live.ts";
import { useAddress } from "../../../kit/search.ts";
import { Part } from "../PanelPart.tsx";
import { touchedBy } from "../touched.ts";
import { downloadOf, isKept, shownAs, sizeInWords, typeName } from "./file.ts";
import styles from "./gallery.module.css";

type One = Brought<"/api/inbox/conversations/{id}/media">["media"][number];

/** The kinds that one can choose of the route's. */
const kinds = ["media", "audio", "document"] as const;

/** Files per page: rows of three. */
const PER_PAGE = 12;

export default function Gallery({ conversation }: { conversation: number }) {
  const { t } = useTranslation("files");
  const [kind, setKind] = useState<(typeof kinds)[number]>("media");
  const query = useFiles(conversation, kind);
  const found = (query.data?.pages ?? []).flatMap(({ media }) => media);
  return (
    <Part title={t("gallery")}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("gallery_kind")}
        data={kinds.map((one) => ({ value: one, label: t(`gallery_${one}`) }))}
        value={kind}
        onChange={(next) => setKind(next as typeof kind)}
      />
      {query.isSuccess && found.length === 0 ? <p className="quiet">{t("gallery_none")}</p> : null}
      <ul className={kind === "media" ? styles.grid : styles.list}>
        {found.map((one) => (
          <li key={one.attachment.id ?? one.message_id}>
            {kind === "media" ? <Tile one={one} /> : <Line one={one} />}
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button size="xs" variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
          {t("gallery_more")}
        </Button>
      ) : null}
    </Part>
  );
}

/** Read again whenever something changes in the conversation. */
function useFiles(conversation: number, kind: (typeof kinds)[number]) {
  const query = useInfiniteQuery({
    ...pages("/api/inbox/conversations/{id}/media", { path: { id: conversation }, query: { kind, limit: PER_PAGE } }),
    placeholderData: undefined,
    staleTime: 0,
  });
  useLive((event) => {
    const touched = touchedBy(event);
    if (touched === "all" || touched?.ids.has(conversation)) void query.refetch();
  });
  return query;
}

/** Shows the message in the thread. */
function useGo(message: number): () => void {
  const [, change] = useAddress();
  return () => {
    const one = document.querySelector(`[data-message="${message}"]`);
    if (one) one.scrollIntoView({ block: "center" });
    else change({ at: String(message) });
  };
}

function Tile({ one }: { one: One }) {
  const { t } = useTranslation("files");
  const go = useGo(one.message_id);
  const { attachment: file, type, at, caption } = one;
  const isVideo = shownAs(file, type) === "video";
  const label = `${caption || t(isVideo ? "video" : "photo")}, ${brief(at)}`;
  // A whole photo in place of a thumbnail would be a lot for a tile; the thumbnail comes with the file.
  const picture = isKept(file) ? (file.thumbnail_url ?? (isVideo ? null : file.url)) : null;
  return (
    <button type="button" className={styles.tile} aria-label={label} title={t("gallery_go")} onClick={go}>
      {picture ? (
        <img src={picture} alt="" loading="lazy" decoding="async" />
      ) : (
        <Icon name={isVideo ? "play" : "file"} />
      )}
      {isVideo ? (
        <span className={styles.mark}>
          <Icon name="play" size={14} />
        </span>
      ) : null}
    </button>
  );
}

function Line({ one }: { one: One }) {
  const { t } = useTranslation("files");
  const go = useGo(one.message_id);
  const { attachment: file, type, at } = one;
  const name = file.file_name ?? t(file.voice ? "voice" : shownAs(file, type) === "audio" ? "audio" : "file");
  const facts = [typeName(file), file.size ? sizeInWords(file.size) : "", brief(at)];
  return (
    <div className={styles.line}>
      <button type="button" onClick={go} title={t("gallery_go")}>
        <strong className="cut">
          <bdi>{name}</bdi>
        </strong>
        <span className="quiet" title={time(at, "exact")}>
          {facts.filter(Boolean).join(", ")}
        </span>
      </button>
      {isKept(file) ? (
        <a href={downloadOf(file)} download={file.file_name ?? ""} aria-label={`${t("download")}: ${name}`}>
          <Icon name="download" size={16} />
        </a>
      ) : null}
    </div>
  );
}

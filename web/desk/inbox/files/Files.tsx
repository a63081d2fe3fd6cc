// The files of a message in the thread, each as what it is. Loaded when the first file is shown.
import { useTranslation } from "react-i18next";
import type { Message } from "../data.ts";
import { Absent } from "./Absent.tsx";
import { AudioPlayer } from "./AudioPlayer.tsx";
import { DocumentCard } from "./DocumentCard.tsx";

import { type Attachment, boxOf, isKept, shownAs } from "./file.ts";
import styles from "./files.module.css";
import { Photo } from "./Photo.tsx";
import { Video } from "./Video.tsx";

export default function Files({ message }: { message: Message }) {
  return message.attachments.map((file) => (
    <File key={file.id ?? file.url} file={file} type={message.type} caption={message.caption} />
  ));
}

function File({ file, type, caption }: { file: Attachment; type: string; caption: string | null }) {
  const { t } = useTranslation("files");
  if (!isKept(file)) return <Absent file={file} type={type} />;
  switch (shownAs(file, type)) {
    case "photo":
      return <Photo file={file} caption={caption} />;
    case "sticker": {
      const { width, height } = boxOf({ width: 140, height: 140 });
      // The file itself and not its thumbnail, which does not move.
      return (
        <img
          className={styles.sticker}
          src={file.url}
          width={width}
          height={height}
          alt={t("sticker")}
          loading="lazy"
          decoding="async"
        />
      );
    }
    case "video":
      return <Video file={file} />;
    case "audio":
      return <AudioPlayer file={file} />;
    default:
      return <DocumentCard file={file} />;
  }
}

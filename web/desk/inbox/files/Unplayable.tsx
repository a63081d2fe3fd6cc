// A file that this browser cannot play, to be downloaded.
import { useTranslation } from "react-i18next";
import { DocumentCard } from "./DocumentCard.tsx";
import type { Kept } from "./file.ts";

export function Unplayable({ file }: { file: Kept }) {
  const { t } = useTranslation("files");
  return (
    <>
      <DocumentCard file={file} />
      <p className="quiet">{t("cannot_play")}</p>
    </>
  );
}

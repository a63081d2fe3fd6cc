// A document in the thread: its name, type and size, a download, and a preview of PDFs.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../../kit/fetched.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { downloadOf, type Kept, sizeInWords, typeName } from "./file.ts";
import styles from "./files.module.css";

const PdfPreview = lazy(() => fetched(() => import("./PdfPreview.tsx")));

export function DocumentCard({ file }: { file: Kept }) {
  const { t } = useTranslation("files");
  const [isOpen, open] = useState(false);
  const name = file.file_name ?? t("file");
  return (
    <div className={styles.document}>
      <Icon name="file" size={22} />
      <div>
        <strong title={name}>
          <bdi>{name}</bdi>
        </strong>
        <p className="quiet">{[typeName(file), file.size ? sizeInWords(file.size) : ""].filter(Boolean).join(", ")}</p>
        <p className={styles.links}>
          {file.mime_type === "application/pdf" ? (
            <button type="button" className={styles.link} onClick={() => open(true)}>
              {t("preview")}
            </button>
          ) : null}
          <a href={downloadOf(file)} download={file.file_name ?? ""}>
            {t("download")}
          </a>
        </p>
      </div>
      <Suspense>{isOpen ? <PdfPreview file={file} name={name} onClose={() => open(false)} /> : null}</Suspense>
    </div>
  );
}

// The preview of a PDF, drawn by pdf.js: pages are drawn when they come into view. Scripts in the PDF are not run.
import { Button, Loader, Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { downloadOf, type Kept } from "./file.ts";
import styles from "./files.module.css";
import { openPdf, type Pdf } from "./pdf.ts";

/** The most pages that are shown. */
const MAX_PAGES = 200;

type Opened = Pdf | "locked" | "failed" | null;

export default function PdfPreview({ file, name, onClose }: { file: Kept; name: string; onClose(): void }) {
  const { t } = useTranslation(["files", "kit"]);
  const pdf = usePdf(file.url);
  const isPdf = pdf !== null && typeof pdf !== "string";
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={<bdi>{name}</bdi>}
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      {pdf === null ? <Loader aria-label={t("pdf_loading")} type="dots" /> : null}
      {typeof pdf === "string" ? <p role="alert">{t(`pdf_${pdf}`)}</p> : null}
      {isPdf ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard.
        <div className={styles.pages} tabIndex={0} role="document" aria-label={name}>
          {Array.from({ length: Math.min(pdf.pages, MAX_PAGES) }, (_, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page has nothing but its number.
            <PdfPage key={n} pdf={pdf} number={n + 1} />
          ))}
          {pdf.pages > MAX_PAGES ? <p className="quiet">{t("pdf_more", { all: pdf.pages })}</p> : null}
        </div>
      ) : null}
      <p className={styles.under}>
        <Button
          component="a"
          variant="default"
          size="xs"
          href={downloadOf(file)}
          download={file.file_name ?? ""}
          leftSection={<Icon name="download" size={15} />}
        >
          {t("download")}
        </Button>
      </p>
    </Modal>
  );
}

/** The opened PDF; null until it is. */
function usePdf(url: string): Opened {
  const [opened, set] = useState<Opened>(null);
  useEffect(() => {
    let isGone = false;
    const opening = openPdf(url);
    opening.then(
      (pdf) => (isGone ? undefined : set(pdf)),
      (error: Error) => (isGone ? undefined : set(error.name === "PasswordException" ? "locked" : "failed")),
    );
    return () => {
      isGone = true;
      void opening.then((pdf) => pdf.close()).catch(() => {});
    };
  }, [url]);
  return opened;
}

function PdfPage({ pdf, number }: { pdf: Pdf; number: number }) {
  const { t } = useTranslation("files");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shape, setShape] = useState(pdf.shape);
  useEffect(() => {
    const box = canvas.current!;
    let stop = () => {};
    const watcher = new IntersectionObserver(
      ([one]) => {
        if (!one?.isIntersecting) return;
        watcher.disconnect();
        stop = pdf.draw(number, box, setShape);
      },
      { rootMargin: "400px" },
    );
    watcher.observe(box);
    return () => {
      watcher.disconnect();
      stop();
    };
  }, [pdf, number]);
  return (
    <canvas
      ref={canvas}
      className={styles.page}
      style={{ aspectRatio: `${shape}` }}
      role="img"
      aria-label={t("pdf_page", { at: number, all: pdf.pages })}
    />
  );
}

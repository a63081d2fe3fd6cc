// pdf.js, set up for our content security policy: its worker is a file of our build, and it evaluates no code.
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

/** An opened PDF. `shape`: the first page's width by its height. */
export type Pdf = {
  pages: number;
  shape: number;
  /** Draws a page into a canvas, as wide as that is shown; tells the page's shape. Returns a function that stops it. */
  draw(number: number, canvas: HTMLCanvasElement, onShape: (shape: number) => void): () => void;
  close(): void;
};

/** Pixels that one page may have, so that no page takes all memory. */
const MAX_PIXELS = 8_000_000;

/** Opens a PDF; it is read in parts as pages are needed. Rejects with a PasswordException or what else pdf.js throws. */
export async function openPdf(url: string): Promise<Pdf> {
  const task = getDocument({
    url,
    withCredentials: true,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    // Without this, images of rare formats are decoded by scripts, and not by WebAssembly that the policy forbids.
    useWasm: false,
    stopAtErrors: false,
    verbosity: 0,
  });
  const pdf = await task.promise;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  return {
    pages: pdf.numPages,
    shape: first.width / first.height,
    draw(number, canvas, onShape) {
      let stop = () => {};
      let isStopped = false;
      void (async () => {
        const page = await pdf.getPage(number);
        const plain = page.getViewport({ scale: 1 });
        onShape(plain.width / plain.height);
        const wanted = (canvas.clientWidth * Math.min(2, devicePixelRatio)) / plain.width;
        const scale = Math.min(wanted, Math.sqrt(MAX_PIXELS / (plain.width * plain.height)));
        const viewport = page.getViewport({ scale });
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        if (isStopped) return;
        const drawing = page.render({ canvas, viewport });
        stop = () => drawing.cancel();
        await drawing.promise;
      })().catch(() => {
        // Stopped, or a page that is damaged: it stays white.
      });
      return () => {
        isStopped = true;
        stop();
      };
    },
    close: () => void task.destroy(),
  };
}

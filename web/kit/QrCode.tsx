// A QR code, drawn in the browser, so that its content is not sent anywhere.
import { create } from "qrcode";
import { useMemo } from "react";
import styles from "./qr-code.module.css";

/** The quiet zone in modules, without which cameras do not recognise the code. */
const margin = 3;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: "M" });
    const dark = [...modules.data].flatMap((bit, n) => (bit ? [n] : []));
    const at = (n: number) => `M${(n % modules.size) + margin} ${Math.floor(n / modules.size) + margin}h1v1h-1z`;
    return { path: dark.map(at).join(""), size: modules.size + 2 * margin };
  }, [text]);
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

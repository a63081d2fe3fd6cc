// Which part of a file a request asks for. (RFC 9110, section 14.)
import type { ByteRange } from "../../contract/ports.ts";

/**
 * The part that the header `Range` asks for of a file of `size` bytes. Null for the whole file: without the header, and for what need not be
 * understood (other units, several parts). `unsatisfiable` when the part lies behind the end.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "unsatisfiable" | null {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return null;
  if (from === "") {
    const last = Math.min(Number(to), size);
    return last === 0 ? "unsatisfiable" : { start: size - last, end: size - 1 };
  }
  const start = Number(from);
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < start) return null;
  return start >= size ? "unsatisfiable" : { start, end };
}

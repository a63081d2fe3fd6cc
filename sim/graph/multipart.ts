// Reads a multipart/form-data body that is wholly in memory.

export type Part = { bytes: Buffer; contentType: string; fileName: string | null };

/** Parts by name; the last one of a name wins. Empty when the body is no multipart. */
export function multipart(contentType: string, body: Buffer): Map<string, Part> {
  const parts = new Map<string, Part>();
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = Buffer.from(`--${match?.[1] ?? match?.[2] ?? ""}`);
  if (boundary.length === 2) return parts;
  let at = body.indexOf(boundary);
  while (at >= 0) {
    const start = at + boundary.length + 2;
    const next = body.indexOf(boundary, start);
    if (next < 0) break;
    const blank = body.indexOf("\r\n\r\n", start);
    if (blank >= 0 && blank < next) {
      const head = body.subarray(start, blank).toString("utf8");
      const name = /name="([^"]*)"/i.exec(head)?.[1];
      const bytes = body.subarray(blank + 4, next - 2);
      const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? "";
      const fileName = /filename="([^"]*)"/i.exec(head)?.[1] ?? null;
      if (name) parts.set(name, { bytes: Buffer.from(bytes), contentType: type.trim(), fileName });
    }
    at = next;
  }
  return parts;
}

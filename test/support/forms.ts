// Forms with a file, as browsers and curl send them.

/** A multipart/form-data body with its headers. */
export function formOf(
  file: { content: Uint8Array | string; name: string; type: string; field?: string } | null,
  fields: Record<string, string> = {},
): { payload: Buffer; headers: Record<string, string> } {
  const boundary = "test-form-7d1b";
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file) {
    const disposition = `form-data; name="${file.field ?? "file"}"; filename="${file.name}"`;
    parts.push(
      Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: ${file.type}\r\n\r\n`),
      Buffer.from(file.content),
      Buffer.from("\r\n"),
    );
  }
  const payload = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { payload, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } };
}

// Serves the files of the page, which need no build.
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { write } from "./http.ts";

const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** Responds with a file of `page/`; `''` is its index. Names with a slash or an unknown extension are 404. */
export async function servePage(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  const name = path === "" ? "index.html" : path;
  const type = types[/^[a-z-]+\.([a-z]+)$/.exec(name)?.[1] ?? ""];
  if (!type || (req.method !== "GET" && req.method !== "HEAD")) {
    return write(res, { status: 404, body: { error: { message: `There is nothing at ${path}` } } });
  }
  try {
    const bytes = await readFile(new URL(`./page/${name}`, import.meta.url));
    write(res, {
      status: 200,
      body: bytes,
      headers: {
        "content-type": type,
        "content-security-policy": "default-src 'self'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
      },
    });
  } catch {
    write(res, { status: 404, body: { error: { message: `There is nothing at ${path}` } } });
  }
}

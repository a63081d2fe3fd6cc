// Parses DATABASE_URL as people write it: in the forms that psql accepts, and with passwords that are not percent-encoded.
import { existsSync } from "node:fs";
import { z } from "zod";
import { isLoopback } from "./local.ts";

/** A connection string for pg, or the end of a sentence that says what is wrong with the given one. */
type Read = { url: string; fault?: undefined } | { url?: undefined; fault: string };

/** How to try TLS: `url` is the address with TLS as asked for; `plain` the one without, or null where TLS is required. */
export type Ways = { url: string; plain: string | null };

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** A part of an address, percent-decoded. A percent sign that does not begin an escape is taken literally. */
function decoded(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const strict = /^(?:([^@/?#]*)@)?([^@/?#]*)(\/[^?#@]*)?(\?.*)?$/s;
/** For unescaped passwords: everything before the last possible @ is user and password. */
const lenient = /^(?:(.*)@)?([^@/?#\s]*)(\/[^?@#]*)?(\?[^@]*)?$/s;

/** Parses a connection string. Special characters in the password are taken literally unless they are percent-encoded. */
export function readDatabaseUrl(text: string): Read {
  const found = /^postgres(?:ql)?:\/\/(.*)$/is.exec(text);
  const exact = found && strict.exec(found[1]!);
  const parts =
    exact && (exact[1] !== undefined || !found[1]!.includes("@")) ? exact : found && lenient.exec(found[1]!);
  if (!parts) return { fault: "must be an address such as postgres://user:password@host:5432/bellhop" };
  const [, login, place = "", name = "", query = ""] = parts;
  if (place.includes(",")) return { fault: "must name one host: connecting to the first of several is not supported" };
  const split = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(place);
  if (!split || Number(split[2] ?? 0) > 65_535)
    return {
      fault: "must have a port from 1 to 65535 after the host, or none, and a password without @ or with %40 for it",
    };
  const [, host = "", port = ""] = split;
  const options = new URLSearchParams(query.slice(1));
  if (host === "" && !options.get("host")) return { fault: "must name a host" };
  const fault = tlsFault(options);
  if (fault !== null) return { fault };
  let who = "";
  if (login !== undefined) {
    const at = login.indexOf(":");
    const user = encodeURIComponent(decoded(at < 0 ? login : login.slice(0, at)));
    who = at < 0 ? `${user}@` : `${user}:${encodeURIComponent(decoded(login.slice(at + 1)))}@`;
  }
  const rest = options.size > 0 ? `?${String(options).replaceAll("+", "%20")}` : "";
  return { url: `postgres://${who}${host}${port === "" ? "" : `:${port}`}${encodeURI(decoded(name))}${rest}` };
}

/** A variable that holds a connection string, if it is set. */
export const databaseUrl = () =>
  z
    .string()
    .transform((value, context) => {
      const read = readDatabaseUrl(value);
      if (read.url !== undefined) return read.url;
      context.addIssue({ code: "custom", message: read.fault });
      return z.NEVER;
    })
    .optional();

/** What is wrong with the TLS options, or null. Sets those that pg would interpret differently from psql. */
function tlsFault(options: URLSearchParams): string | null {
  const mode = options.get("sslmode");
  if (mode !== null && !modes.includes(mode)) return `has an unknown sslmode: use one of ${modes.join(", ")}`;
  for (const name of ["sslcert", "sslkey", "sslrootcert"]) {
    const file = options.get(name);
    if (file === "system" && name === "sslrootcert") continue;
    if (file !== null && !existsSync(file)) return `names a file that is not there (${name})`;
  }
  if (options.get("sslrootcert") === "system") {
    options.delete("sslrootcert");
    options.set("sslmode", "verify-full");
  }
  if (mode === "verify-ca" && !options.has("sslrootcert"))
    return "has sslmode=verify-ca without sslrootcert: name the file of the certificate authority, or use verify-full";
  if (mode?.startsWith("verify") && !options.has("uselibpqcompat")) options.set("uselibpqcompat", "true");
  if (mode === "require") options.set("uselibpqcompat", "true");
  return null;
}

/**
 * Which connections to try: with `prefer`, psql's default, TLS first and then without. Without sslmode, a server
 * on this machine is connected to without TLS.
 */
export function waysOf(url: string): Ways {
  const at = new URL(url.replace(/^postgres:\/\/(?=\/|[^/]*@\/)/, (start) => `${start}_`));
  const mode = at.searchParams.get("sslmode");
  const asked = mode !== null && mode !== "prefer" && mode !== "allow";
  const local = at.searchParams.get("host")?.startsWith("/") || isLoopback(at.hostname) || /^%2f/i.test(at.hostname);
  if (asked || at.searchParams.has("ssl") || (mode === null && local)) return { url, plain: null };
  const base = url.replace(/([?&])sslmode=[^&]*(&|$)/, "$1").replace(/[?&]$/, "");
  const and = base.includes("?") ? "&" : "?";
  return { url: `${base}${and}sslmode=require&uselibpqcompat=true`, plain: `${base}${and}sslmode=disable` };
}

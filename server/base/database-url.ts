// DATABASE_URL as people write it: with what psql takes, and with passwords that nobody escaped.
import { existsSync } from "node:fs";
import { isLoopback } from "./local.ts";

/** A connection string for pg, or what is wrong with the one that was given, as the end of a sentence. */
type Read = { url: string; fault?: undefined } | { url?: undefined; fault: string };

/** TLS as it is to be tried: `url` may be used with it; `plain` is the way without, where that is allowed. */
export type Ways = { url: string; plain: string | null };

const modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** A part of an address, decoded. A percent sign that begins no escape is one of the password's own. */
function decoded(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const strict = /^(?:([^@/?#]*)@)?([^@/?#]*)(\/[^?#@]*)?(\?.*)?$/s;
/** Everything up to the last @ that can be one is user and password. */
const lenient = /^(?:(.*)@)?([^@/?#\s]*)(\/[^?@#]*)?(\?[^@]*)?$/s;

/** Reads a connection string. Special characters in the password are taken as they are, unless they are escapes. */
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

/** What is wrong with the settings of TLS; completes those that pg understands otherwise than psql. */
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

/** With TLS or without: `prefer`, which psql takes where nothing is said, means to try it first. On this machine it is not tried. */
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

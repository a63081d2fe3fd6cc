// Pure check of Twilio's webhook signature over URL, parameters and body. verifier.ts knows the URL.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { parse, stringify } from "node:querystring";
import type { SignatureVerdict } from "../../contract/ports.ts";
import { type Form, parseForm } from "./form.ts";

/** The base64 of an HMAC-SHA1: always 27 characters and one `=`. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

const NO_PARAMETERS: Form = new Map();

/**
 * Checks `X-Twilio-Signature`. `url` is the whole URL as configured at Twilio. When its query has `bodySHA256`, only the URL is signed and
 * the body must have that hash; otherwise all form parameters are signed too. Several tokens may be valid while one replaces another.
 * (Twilio: security, validating requests.)
 */
export function checkSignature(
  url: string,
  body: Buffer,
  header: unknown,
  tokens: readonly string[],
): SignatureVerdict {
  if (typeof header !== "string" || !SIGNATURE.test(header)) return "missing";
  const bodyHash = /[?&]bodySHA256=([^&#]*)/.exec(url)?.[1];
  if (bodyHash !== undefined && !hasHash(body, bodyHash)) return "wrong";
  const form = bodyHash === undefined ? parseForm(body.toString("utf8")) : NO_PARAMETERS;
  if (!form) return "wrong";
  const given = Buffer.from(header, "base64");
  const tail = signedParameters(form);
  for (const candidate of urlForms(url)) {
    for (const token of tokens) {
      // With an empty key anybody could sign.
      if (
        token !== "" &&
        timingSafeEqual(
          createHmac("sha1", token)
            .update(candidate + tail)
            .digest(),
          given,
        )
      )
        return "ok";
    }
  }
  return "wrong";
}

/** Names and values sorted by name; of a repeated name the distinct values, sorted. */
function signedParameters(form: Form): string {
  let tail = "";
  for (const name of [...form.keys()].sort()) {
    for (const value of [...new Set(form.get(name))].sort()) tail += name + value;
  }
  return tail;
}

function hasHash(body: Buffer, expectedHex: string): boolean {
  if (!/^[0-9a-fA-F]{64}$/.test(expectedHex)) return false;
  return timingSafeEqual(createHash("sha256").update(body).digest(), Buffer.from(expectedHex, "hex"));
}

/**
 * The spellings of one URL that Twilio may have signed: unchanged, with and without the standard port, normalised by a URL parser, and with
 * the query encoded the old way. Fragment and credentials are never part of it.
 */
export function urlForms(url: string): Set<string> {
  const bare = url.replace(/#.*$/s, "").replace(/^([a-z]+:\/\/)[^/?@]*@/i, "$1");
  const forms = new Set([bare]);
  const parsed = URL.parse(bare);
  if (!parsed) return forms;
  forms.add(parsed.href);
  const query = bare.includes("?") ? bare.slice(bare.indexOf("?") + 1) : "";
  const legacy = query === "" ? null : stringify(parse(query));
  for (const form of [...forms]) {
    for (const variant of [withPort(form, parsed), withoutPort(form)]) {
      forms.add(variant);
      if (legacy !== null) forms.add(`${variant.slice(0, variant.indexOf("?"))}?${legacy}`);
    }
  }
  return forms;
}

function withPort(url: string, parsed: URL): string {
  if (/^[a-z]+:\/\/[^/?]*:\d+(?=[/?]|$)/i.test(url)) return url;
  return url.replace(/^([a-z]+:\/\/[^/?]+)/i, `$1:${parsed.protocol === "https:" ? 443 : 80}`);
}

function withoutPort(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?]*?):\d+(?=[/?]|$)/i, "$1");
}

// Files of incoming messages at Twilio: the Media subresource, and the signed storage URL to which it redirects.
import type { ChatMessage } from "../chat/message.ts";
import type { Reply } from "../http.ts";
import type { MediaStore, StoredMedia } from "../media-store.ts";
import { TwilioError } from "./errors.ts";
import { rfc2822 } from "./resource.ts";

/** Routes below `/Messages/{sid}/Media`. Throws TwilioError 20404 if the resource does not exist. */
export function mediaRoute(
  store: MediaStore,
  message: ChatMessage,
  call: { method: string; path: string; below: string; base: string },
  sidOf: (storedId: string) => string,
): Reply {
  const files = filesOf(store, message);
  const wanted = /^\/Media\/([^/.]+)$/.exec(call.below)?.[1];
  const json = call.path.endsWith(".json");
  const at = `/2010-04-01/Accounts/${call.path.split("/")[2]}/Messages/${message.id}/Media`;
  const show = (file: StoredMedia) => ({
    sid: sidOf(file.id),
    account_sid: call.path.split("/")[2],
    parent_sid: message.id,
    content_type: file.mimeType,
    date_created: rfc2822(file.at),
    date_updated: rfc2822(file.at),
    uri: `${at}/${sidOf(file.id)}.json`,
  });
  if (!wanted) {
    const uri = `${at}.json?PageSize=50&Page=0`;
    const page = { page: 0, page_size: 50, start: 0, end: Math.max(0, files.length - 1), uri, first_page_uri: uri };
    return {
      status: 200,
      body: { media_list: files.map(show), ...page, next_page_uri: null, previous_page_uri: null },
    };
  }
  const file = files.find((one) => sidOf(one.id) === wanted);
  if (!file) throw new TwilioError(20404, `The requested resource ${at}/${wanted} was not found`, 404);
  if (call.method === "DELETE") {
    store.remove(file.id);
    return { status: 204, body: null };
  }
  if (json) return { status: 200, body: show(file) };
  return { status: 307, body: null, headers: { location: `${elsewhere(call.base)}/twilio/storage/${file.id}` } };
}

/** The same machine by its other name: the storage is on another host than the API. */
function elsewhere(base: string): string {
  const url = new URL(base);
  if (url.hostname === "127.0.0.1") url.hostname = "localhost";
  else if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return url.href.replace(/\/$/, "");
}

/** The storage behind the redirect. Its URL is signed, and it refuses whoever shows credentials besides. (S3: InvalidArgument.) */
export function storage(store: MediaStore, id: string, authorization: string | undefined): Reply {
  if (authorization !== undefined) return { status: 400, body: Buffer.from("Only one auth mechanism allowed") };
  const file = store.get(id);
  if (!file) return { status: 404, body: Buffer.from("not found") };
  return { status: 200, body: file.bytes, headers: { "content-type": file.mimeType } };
}

function filesOf(store: MediaStore, { content }: ChatMessage): StoredMedia[] {
  const id = content.type === "media" ? content.media : content.type === "contacts" ? content.vcard : undefined;
  const file = id ? store.get(id) : null;
  return file ? [file] : [];
}

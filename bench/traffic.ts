// The webhooks that the benchmarks send: Meta's mix of ten statuses per message, each signed and each different.
import { createHmac } from "node:crypto";

export const appSecret = "bench-app-secret";
export const phoneNumberId = "800000000000001";

const metadata = { display_phone_number: "15550100000", phone_number_id: phoneNumberId };

function envelope(value: object): string {
  const change = { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } };
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "900000000000001", changes: [change] }] });
}

const seconds = () => String(Math.floor(Date.now() / 1000));

/** A text message from one of `people` customers. */
export function message(n: number, people: number, text = "hello, is anybody there?"): string {
  return inbound(n, people, { type: "text", text: { body: text } });
}

/** A photo from one of `people` customers, which the provider has under `id`. `sha256` in base64. */
export function photo(n: number, people: number, id: string, sha256: string): string {
  return inbound(n, people, { type: "image", image: { id, mime_type: "image/jpeg", sha256 } });
}

function inbound(n: number, people: number, content: object): string {
  const from = String(15_550_200_000 + (n % people));
  return envelope({
    contacts: [{ profile: { name: `Customer ${n % people}` }, wa_id: from, user_id: `US.${from}` }],
    messages: [
      {
        from,
        from_user_id: `US.${from}`,
        id: `wamid.IN${n}.${process.pid}`,
        timestamp: seconds(),
        ...content,
      },
    ],
  });
}

const steps = ["sent", "delivered", "read"];

/** A status of the message `wamid.OUT<n / 3>`, or of another: sent, delivered, read in turn. */
export function status(
  n: number,
  { id, to, key }: { id: string; to: string; key?: string } = {
    id: `wamid.OUT${Math.floor(n / 3)}`,
    to: String(15_550_200_000 + (Math.floor(n / 3) % 10_000)),
  },
): string {
  const pricing = { billable: false, pricing_model: "PMP", type: "free_customer_service", category: "service" };
  return envelope({
    contacts: [{ profile: { name: "Customer" }, wa_id: to, user_id: `US.${to}` }],
    statuses: [
      {
        id,
        status: steps[n % 3],
        timestamp: seconds(),
        recipient_id: to,
        recipient_user_id: `US.${to}`,
        ...(key === undefined ? {} : { biz_opaque_callback_data: key }),
        pricing,
      },
    ],
  });
}

/** The nth webhook of the mix. */
export function mix(n: number, people = 10_000): string {
  return n % 11 === 10 ? message(Math.floor(n / 11), people) : status(n - Math.floor(n / 11));
}

/** A signed HTTP request with this body. */
export function request(body: string, host: string, path = "/api/whatsapp/webhook/"): Buffer {
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  const head =
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
    `x-hub-signature-256: sha256=${signature}\r\n\r\n`;
  return Buffer.from(head + body);
}

/** Posts a signed webhook; returns the status of the answer. */
export async function postOnce(url: string, body: string): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`,
    },
    body,
  });
  return response.status;
}

/** Posts a signed webhook. Throws unless it is acknowledged. */
export async function post(url: string, body: string): Promise<void> {
  const code = await postOnce(url, body);
  if (code !== 200) throw new Error(`the webhook was answered with ${code}`);
}

// A message that Meta delivers for a number of the app that nobody has added.
import { createHmac } from "node:crypto";

/** Posts it to a Bellhop, signed with the app's secret. Returns the HTTP status. */
export async function deliverForUnknownNumber(
  url: string,
  { appSecret, phoneNumberId, text }: { appSecret: string; phoneNumberId: string; text: string },
): Promise<number> {
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15550100077", phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: "Ana" }, wa_id: "4915100000099" }],
    messages: [
      {
        ...{ from: "4915100000099", id: `wamid.${phoneNumberId}${text}`, type: "text", text: { body: text } },
        timestamp: String(Math.floor(Date.now() / 1_000)),
      },
    ],
  };
  const entry = [{ id: "900000000000077", changes: [{ field: "messages", value }] }];
  const body = JSON.stringify({ object: "whatsapp_business_account", entry });
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
  return (await fetch(`${url}/api/whatsapp/webhook/`, { method: "POST", headers, body })).status;
}

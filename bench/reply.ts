// A message to Bellhop and the time until its answer is at the provider.
import { createHmac } from "node:crypto";
import type { Provider } from "./provider.ts";
import { appSecret, message } from "./traffic.ts";

/** Posts a signed message of the n-th of `people` and waits until its answer is posted to the provider; returns the time in ms. */
export async function reply(url: string, to: Provider, n: number, people: number): Promise<number> {
  const body = message(n, people, "menu");
  const arrived = new Promise<number>((resolve) => {
    to.onTaken = (taken) => resolve(taken.at);
  });
  const since = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`,
    },
    body,
  });
  if (response.status !== 200) throw new Error(`the webhook was answered with ${response.status}`);
  return (await arrived) - since;
}

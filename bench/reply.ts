// A message to Bellhop and the time until its answer is at the provider.
import type { Provider } from "./provider.ts";
import { message, post } from "./traffic.ts";

/** Posts a signed message of the n-th of `people` and waits until its answer is posted to the provider; returns the time in ms. */
export async function reply(url: string, to: Provider, n: number, people: number): Promise<number> {
  const body = message(n, people, "menu");
  const arrived = new Promise<number>((resolve) => {
    to.onTaken = (taken) => resolve(taken.at);
  });
  const since = performance.now();
  await post(url, body);
  return (await arrived) - since;
}

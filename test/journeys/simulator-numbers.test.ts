// A simulator with two numbers at each provider: each is answered from itself, and files come from it.
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";
import { until } from "../support/until.ts";

const journey = useBellhop(() => ({ SIM_NUMBERS: "2" }));

const ANA = "15550100001";
type Said = { from: string };
const sim = async (path: string, body?: object) => {
  const headers = { "content-type": "application/json" };
  const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : {};
  const response = await fetch(`${journey.bellhop.address}/sim/${path}`, init);
  expect(response.status).toBe(200);
  return (await response.json()) as { numbers: { page: string }[]; messages: Said[] };
};
const answers = async (of: string, line: string): Promise<Said[]> =>
  (await sim(`${of}api/phones/${ANA}/transcript?line=${line}`)).messages.filter(
    ({ from }: Said) => from === "business",
  );

test("the Desk has all four, and the pages are linked to one another", async () => {
  const { body } = await journey.api("GET", "/api/numbers");
  const { numbers } = body as { numbers: { external_id: string; configured_by: string; is_simulated: boolean }[] };
  expect(numbers.map((one) => [one.external_id, one.configured_by, one.is_simulated])).toEqual([
    ["800000000000001", "environment", true],
    ["+14155238886", "environment", true],
    ["800000000000002", "desk", true],
    ["+15550100802", "desk", true],
  ]);
  const pages = ["/sim/", "/sim/2/"].map((page) => `${journey.bellhop.address}${page}`);
  for (const of of ["", "2/"]) {
    expect((await sim(`${of}api/state`)).numbers.map(({ page }) => page)).toEqual(pages);
  }
  const bare = await fetch(`${journey.bellhop.address}/sim/2`);
  expect(bare.url).toBe(pages[1]);
  expect(await bare.text()).toContain("main.js");
});

test.each(["meta", "twilio"])("who writes to the second number at %s is answered by it alone", async (line) => {
  await sim(`2/api/phones/${ANA}/write`, { text: "menu", line });
  await until("an answer", async () => (await answers("2/", line)).length > 0);
  expect(await answers("", line)).toEqual([]);
  await sim(`2/api/phones/${ANA}/media`, { kind: "image", line });
  await until("the photo", async () => {
    const { rows } = await journey.database.pool.query(
      `select from attachments a join messages m on m.id = a.message_id join channels h on h.id = m.channel_id
       where a.state = 'ready' and h.provider = $1 and h.external_id in ('800000000000002', '+15550100802')`,
      [line],
    );
    return rows.length > 0;
  });
});

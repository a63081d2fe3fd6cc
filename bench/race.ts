// 200 phones, half of them with Meta and half with Twilio, write "book A" at the same moment: one gets the spot, each of the others a clear refusal,
// and no work is left over. Rounds alternate between phones that have never written and those of the round before.
// npm run bench -- race [rounds] [phones]
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatMessage } from "../sim/chat/message.ts";
import { openSimulatedProviders } from "../test/support/simulated-providers.ts";
import { openLot, staff } from "./lot.ts";
import { apiKey, behind, look, median, stage } from "./stage.ts";

const rounds = Number(process.argv[2] ?? 50);
const phones = Number(process.argv[3] ?? 200);
const providers = await openSimulatedProviders(apiKey, { limits: { throughputPerSecond: Infinity } });
const { sim } = providers;
const bellhop = await stage({ port: providers.port, env: providers.env });
const call = staff(bellhop);
const client = await look(bellhop);

type Racer = { phone: string; line: "meta" | "twilio" };
type Outcome = { ms: number; faults: string[] };

try {
  await openLot(call, ["A", "B", "C"]);
  const outcomes: Outcome[] = [];
  let racers: Racer[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    if (round % 2 === 1) racers = newcomers(round);
    const outcome = await race(racers);
    outcomes.push(outcome);
    for (const fault of outcome.faults) console.log(`round ${round}: ${fault}`);
    if (round % 10 === 0) console.log(`${round} rounds`);
  }
  const took = outcomes.map(({ ms }) => ms / 1_000);
  const violations = outcomes.reduce((total, { faults }) => total + faults.length, 0);
  console.log(
    `${rounds} rounds of ${phones} phones: a round takes ${median(took).toFixed(2)} s (median), ${Math.max(...took).toFixed(2)} s (worst); ` +
      `${violations} violations`,
  );
  if (violations > 0) process.exitCode = 1;
} finally {
  await client.end();
  await bellhop.stop();
  await providers.close();
}

/** People who have never written, alternately with Meta and Twilio. */
function newcomers(round: number): Racer[] {
  return Array.from({ length: phones }, (_, n) => ({
    phone: String(15_550_000_000 + round * 1_000 + n),
    line: n % 2 === 0 ? "meta" : "twilio",
  }));
}

/** One race for spot A, which is free again afterwards. */
async function race(racers: readonly Racer[]): Promise<Outcome> {
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string) => holds || faults.push(fault);
  const first = await number("select coalesce(max(id), 0) from bookings");
  const heard = racers.map(({ phone, line }) => sim.transcript(phone, line).length);
  const answersTo = ({ phone, line }: Racer, n: number): ChatMessage[] =>
    sim
      .transcript(phone, line)
      .slice(heard[n])
      .filter(({ from }) => from === "business");

  const since = performance.now();
  await Promise.all(racers.map(({ phone, line }) => sim.write(phone, "book A", { line })));
  await sim
    .until(() => racers.every((racer, n) => answersTo(racer, n).length > 0), "an answer to each phone", 60_000)
    .catch((error: Error) => faults.push(error.message));
  const ms = performance.now() - since;

  await quiet(expect);
  const said = racers.map(answersTo);
  const won = said.filter((answers) => answers.some(isConfirmation)).length;
  const refused = said.filter((answers) => answers.length === 1 && isRefusal(answers[0]!)).length;
  expect(won === 1, `${won} phones were told that they have the spot`);
  expect(refused === racers.length - 1, `${refused} phones were refused, each with one clear answer`);
  for (const answers of said)
    if (answers.length !== 1) faults.push(`${answers.length} answers to one phone: ${answers.map(textOf).join(" | ")}`);
  const odd = said.flat().find((answer) => !isConfirmation(answer) && !isRefusal(answer));
  if (odd) faults.push(`an answer that is neither: ${textOf(odd)}`);
  const made = await number("select count(*) from bookings where id > $1", first);
  expect(made === 1, `${made} bookings were made`);

  const { bookings } = await call("GET", "/api/parking/bookings?status=reserved");
  for (const { id } of bookings as { id: number }[]) await call("POST", `/api/parking/bookings/${id}/cancel`);
  await quiet(expect);
  return { ms, faults };
}

/** Waits until nothing is under way in either direction; whatever is left after that is a fault. */
async function quiet(expect: (holds: boolean, fault: string) => unknown): Promise<void> {
  const stuck = async () => (await number("select count(*) from outbox")) + (await behind(client));
  for (let n = 0; n < 600 && (await stuck()) > 0; n += 1) await sleep(20);
  await sim.idle(30_000).catch(() => expect(false, "webhooks are still under way after half a minute"));
  for (let n = 0; n < 100 && (await behind(client)) > 0; n += 1) await sleep(20);
  const [outbox, log] = [await number("select count(*) from outbox"), await behind(client)];
  expect(outbox === 0 && log === 0, `${outbox} messages wait in the outbox and ${log} webhooks in the log`);
  const dead = await number("select count(*) from dead_letters");
  expect(dead === 0, `${dead} dead letters`);
}

async function number(query: string, ...values: unknown[]): Promise<number> {
  const { rows } = await client.query<number[]>({ text: query, values, rowMode: "array" });
  return Number(rows[0]![0]);
}

function textOf({ content }: ChatMessage): string {
  return "text" in content ? content.text : JSON.stringify(content);
}

function isConfirmation(answer: ChatMessage): boolean {
  return /^Spot \*A\* at Bench Lot is booked for you until/.test(textOf(answer));
}

/** Whether the answer says why the spot is taken, and what is free instead. */
function isRefusal(answer: ChatMessage): boolean {
  return /^Spot \*A\* at Bench Lot (was just taken|is booked by somebody else)\.[\s\S]*Free: B, C/.test(textOf(answer));
}

// Customers at both providers, each of whom writes numbered messages in turn, and what became of them: which were answered, how often and in which
// order, and how the webhooks were answered.
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatMessage, Line } from "../../sim/chat/message.ts";
import type { Simulator } from "../../sim/simulator.ts";

/** Every message is one of this many texts, and has an answer of its own. */
export const texts = 100;

/** What was found. Times in ms of the wall clock. */
export type Findings = {
  /** Messages whose webhook was acknowledged. */
  acknowledged: number;
  /** Acknowledged messages without an answer. */
  lost: number;
  /** Answers beyond the first to a message. */
  twice: number;
  /** The most often that one answer arrived. */
  copies: number;
  /** Answers that came after the answer to a later message of the same customer. */
  disordered: number;
};

export type Customers = {
  /** Webhooks by how they were answered: the status, `timeout` or `reset`. */
  webhooks: Record<string, number>;
  /** Ends the writing; resolves when the last message was delivered, or given up by Twilio. */
  finish(): Promise<void>;
  /** When the first answer arrived after a time; null: none yet. */
  answerAfter(time: number): number | null;
  /** The longest time without an answer since then, in ms. */
  longestSilence(since: number): number;
  /** When the last of the messages that were written before a time was answered; null: not all are. */
  throughAfter(time: number): number | null;
  findings(): Findings;
};

type Message = { n: number; message: ChatMessage };
type Person = { phone: string; line: Line; written: Message[] };

/** Has `people` customers write, each at once again after some `everyMs` when the last message was delivered. */
export function startCustomers(sim: Simulator, people: number, everyMs: number): Customers {
  const { webhooks, answers, settled, stop } = listen(sim);
  let writing = true;
  const everybody: Person[] = Array.from({ length: people }, (_, n) => ({
    phone: String(15_550_300_000 + n),
    line: n % 2 === 0 ? "meta" : "twilio",
    written: [],
  }));
  const write = async ({ phone, line, written }: Person) => {
    await sleep(Math.random() * everyMs);
    for (let n = 0; writing; n += 1) {
      const message = await sim.write(phone, `m${n % texts}`, { line });
      written.push({ n, message });
      while (!isSettled(message)) {
        await new Promise<void>((resolve) => settled.set(message.id, resolve));
        settled.delete(message.id);
      }
      const pause = everyMs * (0.5 + Math.random());
      for (const until = performance.now() + pause; writing && performance.now() < until; ) await sleep(100);
    }
  };
  const writers = Promise.all(everybody.map(write));

  return {
    webhooks,
    async finish() {
      writing = false;
      await writers;
      await sim.idle(60_000).catch(() => {});
      stop();
    },
    answerAfter: (time) => answers.find((at) => at > time) ?? null,
    longestSilence(since) {
      const later = [since, ...answers.filter((at) => at > since)];
      return Math.max(...later.map((at, n) => at - (later[n - 1] ?? at)));
    },
    throughAfter(time) {
      let last = time;
      for (const person of everybody) {
        const got = answersOf(sim, person);
        for (const { n, message } of person.written) {
          if (message.at > time || message.handover?.state !== "delivered") continue;
          const at = got.find((one) => one.n === n % texts && one.at >= message.at)?.at;
          if (at === undefined) return null;
          last = Math.max(last, at);
        }
      }
      return last;
    },
    findings: () => everybody.map((person) => judge(person, answersOf(sim, person))).reduce(sum),
  };
}

/** Notes how webhooks were answered and when answers arrived, and calls back when a message was delivered or given up. */
function listen(sim: Simulator) {
  const webhooks: Record<string, number> = {};
  const answers: number[] = [];
  const settled = new Map<string, () => void>();
  const stop = sim.listen((event) => {
    if (event.type === "wire" && event.data.direction === "webhook") {
      const { status, note } = event.data;
      const how = status === null ? (note?.includes("in time") ? "timeout" : "reset") : String(status);
      webhooks[how] = (webhooks[how] ?? 0) + 1;
    }
    if (event.type !== "message") return;
    if (isSettled(event.data)) settled.get(event.data.id)?.();
    if (event.data.from === "business" && event.data.tick === "accepted") answers.push(event.data.at);
  });
  return { webhooks, answers, settled, stop };
}

const isSettled = ({ handover }: ChatMessage): boolean => handover?.state === "delivered" || handover?.state === "lost";

/** The answers that a customer got, by the number of the text that they answer, in the order in which they arrived. */
function answersOf(sim: Simulator, { phone, line }: Person): { n: number; at: number }[] {
  return sim.transcript(phone, line).flatMap(({ from, content, at }) => {
    const answered = from === "business" && content.type === "text" ? /^a(\d+)$/.exec(content.text) : null;
    return answered ? [{ n: Number(answered[1]), at }] : [];
  });
}

function judge({ written }: Person, got: { n: number }[]): Findings {
  const delivered = written.filter(({ message }) => message.handover?.state === "delivered");
  // What Twilio gave up may still come later than what was written after it: from a process that stood still.
  const givenUp = new Set(written.filter((one) => !delivered.includes(one)).map(({ n }) => n));
  const times = new Map<number, number>();
  let latest = -1;
  let disordered = 0;
  for (const { n } of got) {
    // A number that is far below the last one is the next round of texts.
    const place = n + texts * Math.max(0, Math.round((latest - n) / texts));
    const before = times.get(place) ?? 0;
    times.set(place, before + 1);
    if (before === 0 && place < latest && !givenUp.has(place)) disordered += 1;
    latest = Math.max(latest, place);
  }
  const copies = [...times.values()];
  return {
    acknowledged: delivered.length,
    lost: delivered.filter(({ n }) => !times.has(n)).length,
    twice: copies.reduce((total, one) => total + one - 1, 0),
    copies: Math.max(0, ...copies),
    disordered,
  };
}

const sum = (one: Findings, other: Findings): Findings => ({
  acknowledged: one.acknowledged + other.acknowledged,
  lost: one.lost + other.lost,
  twice: one.twice + other.twice,
  copies: Math.max(one.copies, other.copies),
  disordered: one.disordered + other.disordered,
});

// Drivers who repeatedly book by chat, park, leave and get their receipt, and who keep trying when there is no answer for a while.
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatMessage, Line } from "../../sim/chat/message.ts";
import type { Simulator } from "../../sim/simulator.ts";

export type Driver = {
  phone: string;
  line: Line;
  /** The code of a spot that only this driver uses. */
  spot: string;
  /** Completed stays, from the confirmation to the receipt. */
  stays: number;
  /** Cancelled bookings. */
  cancelled: number;
};

/** Patterns of the messages that drivers wait for. */
export const says = {
  slots: /Choose a spot/,
  confirmed: /is booked for you until/,
  parked: /^You are parked on/,
  receipt: /^\*Receipt\* for booking (\d+)/,
  sure: /^Cancel booking\?/,
  cancelled: /is cancelled\. It cost nothing/,
  /** Just after a restart, before the devices have reported. */
  unseen: /cannot be (?:seen|booked right now)/,
};

/** The text of a message from the business. */
export function textOf({ content }: ChatMessage): string {
  return "text" in content ? content.text : "";
}

/**
 * How long a driver waits for a message, in ms: one that Meta may have accepted is only sent again after a minute, or, after a restart, when it has
 * been in doubt for as long again, up to a quarter of an hour. So on a machine that takes long to restart, an answer does too.
 */
const patienceMs = 1_000_000;

/** Repeats bookings and stays until `enough`; resolves when the last one is over. */
export async function live(sim: Simulator, driver: Driver, enough: () => boolean): Promise<void> {
  const { spot } = driver;
  const park = sim.park!;
  for (let n = 0; !enough(); n += 1) {
    await ask(sim, driver, "slots", says.slots);
    await ask(sim, driver, `book ${spot}`, says.confirmed);
    if (n % 3 === 2) {
      await ask(sim, driver, "cancel", says.sure);
      await ask(sim, driver, "yes", says.cancelled);
      driver.cancelled += 1;
      continue;
    }
    const before = last(sim, driver);
    park.driveIn(spot);
    await hear(sim, driver, says.parked, before);
    await sleep(Math.random() * 1_000);
    park.driveOut(spot);
    await hear(sim, driver, says.receipt, before);
    driver.stays += 1;
  }
}

/** Writes a message and waits for the answer. Writes again if the message seems lost, or if the answer is that the spots cannot be seen now. */
async function ask(sim: Simulator, driver: Driver, text: string, answer: RegExp): Promise<void> {
  const either = new RegExp(`${answer.source}|${says.unseen.source}`);
  for (;;) {
    const before = last(sim, driver);
    for (;;) {
      const { handover } = await sim.write(driver.phone, text, { line: driver.line });
      if (handover?.state !== "lost") break;
    }
    const heard = await hear(sim, driver, either, before);
    if (answer.test(textOf(heard))) return;
    await sleep(1_000);
  }
}

function hear(sim: Simulator, { phone, line }: Driver, what: RegExp, after: number): Promise<ChatMessage> {
  return sim.waitForReply(phone, what, { line, after, timeoutMs: patienceMs });
}

/** The number of the newest message in the driver's chat. */
function last(sim: Simulator, { phone, line }: Driver): number {
  return sim.transcript(phone, line).at(-1)?.n ?? 0;
}

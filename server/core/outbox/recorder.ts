// Writes down what became of messages, in groups, until the database has it.
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Channel } from "../../contract/ports.ts";
import type { Claimed } from "./claim.ts";
import type { DispatchOptions } from "./dispatch-options.ts";
import { type Result, write } from "./results.ts";
import type { Decision } from "./retry.ts";

/** What a result says of the message that was attempted. */
type Attempted = Pick<Claimed, "message_id" | "conversation_id" | "attempts" | "copies">;

const unrecorded: Decision = {
  next: "fail",
  code: null,
  title: "What became of it could not be recorded",
  details: null,
  remedy: "It may or may not have arrived. Ask the customer, or send it again.",
};

/** Writes results down in groups: while one group is being committed the next one gathers. Keeps them until the database has them. */
export class Recorder {
  readonly #options: DispatchOptions;
  #waiting: Result[] = [];
  #running: Promise<void> | null = null;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  add(one: Attempted, decision: Decision): void {
    const { attempts, copies } = one;
    this.#waiting.push({ messageId: one.message_id, conversationId: one.conversation_id, attempts, copies, decision });
    this.#running ??= this.#run();
  }

  /** Resolves when all results are written down. */
  async finish(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Results of requests that ended in the same turn of the event loop go together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#write(group);
      this.#options.wakeSignal.wake();
    }
    this.#running = null;
  }

  async #write(group: Result[]): Promise<void> {
    const { db, channels, clock, log, signal } = this.#options;
    const explain = (provider: Provider, error: Parameters<Channel["advise"]>[0]) =>
      channels.get(provider)?.advise(error).remedy ?? "";
    for (let tries = 1; ; tries += 1) {
      try {
        return await write(db, group, explain, clock());
      } catch (error) {
        if (!isTransient(error) && group.length > 1) {
          for (const one of group) await this.#write([one]);
          return;
        }
        log.error({ err: error, results: group.length }, "results could not be recorded");
        // Unrecorded, the message counts as being sent; the next dispatcher finds out what became of it.
        if (signal.aborted && tries > 5) return;
        // Not ours alone is the database: a merge or an echo may have come in between, so it is tried again. What can't be
        // written at all must not hold up the conversation behind it.
        if (!isTransient(error) && tries >= 3) {
          if (group[0]!.decision === unrecorded) return;
          return await this.#write(group.map((one) => ({ ...one, decision: unrecorded })));
        }
        await pause(500, AbortSignal.timeout(60_000));
      }
    }
  }
}

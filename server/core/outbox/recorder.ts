// Records results in groups, and retries until the database has them.
import { isTransient } from "../../base/db.ts";
import { pause } from "../../base/lease.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { Channel } from "../../contract/ports.ts";
import type { Claimed } from "./claim.ts";
import type { DispatchOptions } from "./dispatch-options.ts";
import { type Result, write } from "./results.ts";
import type { Decision } from "./retry.ts";

/** The fields of a claimed message that a result needs. */
type Attempted = Pick<Claimed, "message_id" | "conversation_id" | "attempts" | "copies">;

const unrecorded: Decision = {
  next: "fail",
  code: null,
  title: "What became of it could not be recorded",
  details: null,
  remedy: "It may or may not have arrived. Ask the customer, or send it again.",
};

/**
 * Records results in groups: while one group is being committed, the next one collects. Results stay in memory until they are recorded.
 */
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

  /** Resolves when all results are recorded. */
  async finish(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Groups the results of requests that ended in the same turn of the event loop.
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
        // An unrecorded message stays in the state `sending`; the next dispatcher finds out whether it arrived.
        if (signal.aborted && tries > 5) return;
        // A merge or a status may have changed the same rows, so try again. But a result that can never be recorded must not block its
        // conversation.
        if (!isTransient(error) && tries >= 3) {
          if (group[0]!.decision === unrecorded) return;
          return await this.#write(group.map((one) => ({ ...one, decision: unrecorded })));
        }
        await pause(500, AbortSignal.timeout(60_000));
      }
    }
  }
}

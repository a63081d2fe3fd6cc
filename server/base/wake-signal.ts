// Lets a loop sleep until there is work. Signals that come while it works are remembered as one.

/**
 * How long a loop sleeps at most before it looks again, in ms. Wake-ups come from this process or as a NOTIFY, and a connection for those
 * that was lost wakes every loop when it is open again, so this is a last resort.
 */
export const MAX_SLEEP_MS = 5_000;

/** A loop's alarm. */
export class WakeSignal {
  #pending = false;
  #waiting: (() => void) | null = null;

  /** Wakes the sleeper, or keeps the next sleep from starting. */
  wake(): void {
    this.#pending = true;
    this.#waiting?.();
  }

  /** Sleeps until woken, at most `ms`, or until the signal fires. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", finish);
          this.#waiting = null;
          resolve();
        };
        const timer = setTimeout(finish, ms);
        signal.addEventListener("abort", finish, { once: true });
        this.#waiting = finish;
      });
    }
    this.#pending = false;
  }
}

/** A wake signal that may be for some things only, by id. */
export class WakeSignalForIds extends WakeSignal {
  #ids = new Set<number>();
  #all = false;

  /** Wakes for everything. */
  override wake(): void {
    this.#all = true;
    super.wake();
  }

  /** Wakes for some things. */
  wakeFor(ids: Iterable<number>): void {
    for (const id of ids) this.#ids.add(id);
    super.wake();
  }

  /** For what it was woken since this was asked last; null: for everything, or nothing. */
  take(): number[] | null {
    const ids = this.#all || this.#ids.size === 0 ? null : [...this.#ids];
    this.#ids.clear();
    this.#all = false;
    return ids;
  }
}

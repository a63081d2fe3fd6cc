// Lets a loop sleep until there is work. Several signals that come while it works count as one.

/**
 * How long a loop sleeps at most before it looks for work again, in ms. Wake-ups come from this process or as a NOTIFY, and every loop is woken
 * when a lost connection for notifications is open again, so this is only a fallback.
 */
export const MAX_SLEEP_MS = 5_000;

/** Wakes one loop. */
export class WakeSignal {
  #pending = false;
  #waiting: (() => void) | null = null;

  /** Wakes the loop, or makes its next wait return at once. */
  wake(): void {
    this.#pending = true;
    this.#waiting?.();
  }

  /** Waits until woken, for at most `ms`, or until the signal fires. */
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

/** A wake signal that can be limited to some ids. */
export class WakeSignalForIds extends WakeSignal {
  #ids = new Set<number>();
  #all = false;

  /** Wakes for all ids. */
  override wake(): void {
    this.#all = true;
    super.wake();
  }

  /** Wakes for some ids. */
  wakeFor(ids: Iterable<number>): void {
    for (const id of ids) this.#ids.add(id);
    super.wake();
  }

  /** The ids for which it was woken since the last call; null for all of them, or if it was not woken. */
  take(): number[] | null {
    const ids = this.#all || this.#ids.size === 0 ? null : [...this.#ids];
    this.#ids.clear();
    this.#all = false;
    return ids;
  }
}

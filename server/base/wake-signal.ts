// A bell: lets a loop sleep until there is work. Rings that come while it works are remembered as one.

/** A loop's alarm. */
export class WakeSignal {
  #rung = false;
  #waiting: (() => void) | null = null;

  /** Wakes the sleeper, or keeps the next sleep from starting. */
  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  /** Sleeps until rung, at most `ms`, or until the signal fires. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
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
    this.#rung = false;
  }
}

/** A bell that may be rung for some things only, by id. */
export class WakeSignalForIds extends WakeSignal {
  #ids = new Set<number>();
  #all = false;

  /** Rings for everything. */
  override ring(): void {
    this.#all = true;
    super.ring();
  }

  /** Rings for some things. */
  ringFor(ids: Iterable<number>): void {
    for (const id of ids) this.#ids.add(id);
    super.ring();
  }

  /** For what was rung since this was asked last; null: for everything, or nothing. */
  take(): number[] | null {
    const ids = this.#all || this.#ids.size === 0 ? null : [...this.#ids];
    this.#ids.clear();
    this.#all = false;
    return ids;
  }
}

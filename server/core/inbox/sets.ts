// Disjoint sets of names (union-find). A set is identified by its smallest member.

/** Disjoint sets. `may` says whether two members may be united directly; without it any may. */
export class Sets {
  readonly #parent = new Map<string, string>();
  readonly #may: (a: string, b: string) => boolean;

  constructor(may: (a: string, b: string) => boolean = () => true) {
    this.#may = may;
  }

  /** The smallest member of the set that contains a name. */
  rootOf(name: string): string {
    let at = name;
    for (let up = this.#parent.get(at); up !== undefined; up = this.#parent.get(at)) at = up;
    if (at !== name) this.#parent.set(name, at);
    return at;
  }

  /** Unites the sets that contain the names. */
  unite(first?: string, ...others: string[]): void {
    for (const other of others) {
      if (first === undefined || !this.#may(first, other)) continue;
      const [a, b] = [this.rootOf(first), this.rootOf(other)];
      if (a !== b) this.#parent.set(a < b ? b : a, a < b ? a : b);
    }
  }
}

// The active faults and how often each strikes. The effect of a fault is implemented where it strikes.
import type { Bus } from "./bus.ts";
import type { Line } from "./chat/message.ts";
import { FAULTS, type Fault, type FaultName, type FaultState } from "./fault.ts";

export type Faults = {
  state(): FaultState;
  /** Switches a fault on (or replaces it); `null` switches it off. Throws on an unknown name. */
  set(name: FaultName, fault: Fault | null): void;
  clear(): void;
  /** Decides at random whether the fault strikes now: returns it, else null. Each strike uses up one of `count`. */
  strikes(name: FaultName, line: Line, on?: "send" | "media" | "other"): Fault | null;
};

/** Creates a set of faults, all off. */
export function createFaults(bus: Bus, random: () => number): Faults {
  const on: FaultState = {};
  const ends = new Map<FaultName, number>();
  const changed = () => bus.emit({ type: "faults", data: { ...on } });
  return {
    state: () => ({ ...on }),
    set(name, fault) {
      if (!Object.hasOwn(FAULTS, name)) {
        throw new Error(`There is no fault "${name}"; there are ${Object.keys(FAULTS).join(", ")}`);
      }
      if (fault === null || fault.count === 0) delete on[name];
      else on[name] = { ...fault };
      if (fault?.seconds) ends.set(name, Date.now() + fault.seconds * 1000);
      else ends.delete(name);
      changed();
    },
    clear() {
      for (const name of Object.keys(on) as FaultName[]) delete on[name];
      changed();
    },
    strikes(name, line, kind) {
      const fault = on[name];
      if (fault && Date.now() >= (ends.get(name) ?? Number.POSITIVE_INFINITY)) {
        delete on[name];
        ends.delete(name);
        changed();
        return null;
      }
      if (!fault || (fault.line && fault.line !== line)) return null;
      const wanted = fault.on ?? "send";
      if (kind && wanted !== "any" && wanted !== kind) return null;
      if (random() >= (fault.probability ?? 1)) return null;
      if (fault.count !== undefined) {
        if (fault.count <= 1) delete on[name];
        else on[name] = { ...fault, count: fault.count - 1 };
        changed();
      }
      return fault;
    },
  };
}

// A provider of calls that tests control.
import type { CallSettings, CallSettingsChange } from "../../server/contract/calls.ts";
import type { CallAction, CallPermission, CallProvider, ProviderFault } from "../../server/contract/ports.ts";
import { next } from "./build.ts";

export type FakeCalls = CallProvider & {
  /** What was asked of it, in order. */
  asked: ({ callId: string } & CallAction)[];
  /** What it answers to an action; null: it does it. */
  fault: ProviderFault | null;
  allowed: CallPermission;
  /** The settings that it has, and what was changed of them. */
  has: CallSettings;
  changed: CallSettingsChange[];
};

/** How it is before a test changes it. */
export const freshCalls = (): Pick<FakeCalls, "asked" | "fault" | "allowed" | "has" | "changed"> => ({
  asked: [],
  fault: null,
  allowed: { mayCall: true, mayAsk: false, isPermanent: false, until: null, mayAskAt: null },
  has: {
    ...{ enabled: true, buttonShown: true, countries: [], hours: null },
    ...{ callbackPermission: false, usesSip: false, restrictions: [] },
  },
  changed: [],
});

export function makeCalls(): FakeCalls {
  const fake: FakeCalls = {
    provider: "meta",
    ...freshCalls(),
    async act(_, callId, action) {
      fake.asked.push({ callId, ...action });
      return fake.fault ?? "done";
    },
    call: async () => fake.fault ?? { callId: `wacid.OUT${next()}` },
    permission: async () => fake.allowed,
    settings: async () => fake.fault ?? fake.has,
    async changeSettings(_, change) {
      if (fake.fault) return fake.fault;
      fake.changed.push(change);
      fake.has = { ...fake.has, ...change };
      return "done";
    },
  };
  return fake;
}

// A provider of calls that tests control.
import type { CallAction, CallPermission, CallProvider, ProviderFault } from "../../server/contract/ports.ts";
import { next } from "./build.ts";

export type FakeCalls = CallProvider & {
  /** What was asked of it, in order. */
  asked: ({ callId: string } & CallAction)[];
  /** What it answers to an action; null: it does it. */
  fault: ProviderFault | null;
  allowed: CallPermission;
};

/** How it is before a test changes it. */
export const freshCalls = (): Pick<FakeCalls, "asked" | "fault" | "allowed"> => ({
  asked: [],
  fault: null,
  allowed: { mayCall: true, mayAsk: false, isPermanent: false, until: null, mayAskAt: null },
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
  };
  return fake;
}

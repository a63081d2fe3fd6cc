// Whether the business may call a person, and how often it may ask (Meta: calling, user call permissions).
import type { Bus } from "../bus.ts";
import { GraphError } from "./errors.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a temporary permission and a request last, and how many requests there may be. */
const LASTS_MS = 7 * DAY_MS;
const REQUESTS = { day: 1, week: 2 };

type Known = { requests: number[]; granted: { until: number } | null };

export type CallPermissions = {
  /** The business asks for it. Throws 138009 when it has asked too often. */
  ask(phone: string): void;
  /** Whether the business may call. */
  allows(phone: string): boolean;
  /** A call was picked up: the count of requests begins anew. */
  connected(phone: string): void;
  /** The answer of `GET call_permissions`. */
  describe(phone: string): Record<string, unknown>;
};

/** Creates a list without permissions. A phone gives or refuses its own by the answers in kinds.ts. */
export function createCallPermissions(bus: Bus, clock: () => number): CallPermissions {
  const known = new Map<string, Known>();
  const of = (phone: string): Known => {
    const one = known.get(phone) ?? { requests: [], granted: null };
    known.set(phone, one);
    return one;
  };
  const since = (phone: string, ms: number) => of(phone).requests.filter((at) => at > clock() - ms);
  const allows = (phone: string) => (of(phone).granted?.until ?? 0) > clock();
  bus.listen(({ type, data }) => {
    if (type !== "message" || data.line !== "meta" || data.content.type !== "other") return;
    if (data.content.name === "call_allowed") of(data.phone).granted = { until: data.at + LASTS_MS };
    if (data.content.name === "call_refused") of(data.phone).granted = null;
  });
  return {
    allows,
    ask(phone) {
      if (since(phone, DAY_MS).length >= REQUESTS.day || since(phone, LASTS_MS).length >= REQUESTS.week)
        throw new GraphError(138009, "At most 1 request in 24 hours and 2 in 7 days may be sent to a person.");
      of(phone).requests.push(clock());
    },
    connected(phone) {
      of(phone).requests = [];
    },
    describe(phone) {
      const limit = (time_period: string, max_allowed: number, times: readonly number[], ms: number) => {
        const end = times.length < max_allowed ? {} : { limit_expiration_time: seconds(times[0]! + ms) };
        return { time_period, max_allowed, current_usage: times.length, ...end };
      };
      const [day, week] = [since(phone, DAY_MS), since(phone, LASTS_MS)];
      const until = of(phone).granted?.until ?? 0;
      return {
        messaging_product: "whatsapp",
        permission: allows(phone)
          ? { status: "temporary", expiration_time: seconds(until) }
          : { status: "no_permission" },
        actions: [
          {
            action_name: "send_call_permission_request",
            can_perform_action: day.length < REQUESTS.day && week.length < REQUESTS.week,
            limits: [limit("PT24H", REQUESTS.day, day, DAY_MS), limit("P7D", REQUESTS.week, week, LASTS_MS)],
          },
          { action_name: "start_call", can_perform_action: allows(phone), limits: [limit("PT24H", 100, [], DAY_MS)] },
        ],
      };
    },
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

// What a spot is, and what its light shows. Pure.
import type { Light } from "../../contract/devices.ts";

/** What a spot can be. */
export const spotStates = ["free", "reserved", "occupied", "maintenance", "unknown"] as const;

export type SpotState = (typeof spotStates)[number];

/** What is known of a spot. */
export type Facts = {
  maintenance: boolean;
  /** Its open booking. */
  booking: "reserved" | "active" | null;
  /** Kept for somebody who waited. */
  offered: boolean;
  /** Its board; `none` when it has none. A board that was never heard of is not mounted yet and says nothing. */
  presence: "none" | "never" | "online" | "offline";
  /** What the sensor saw last. */
  occupied: boolean | null;
};

/** The one state that follows from the facts. */
export function stateOf({ maintenance, booking, offered, presence, occupied }: Facts): SpotState {
  if (booking === "active") return "occupied";
  if (maintenance) return "maintenance";
  if (booking === "reserved") return "reserved";
  if (presence === "offline") return "unknown";
  if (occupied && presence === "online") return "occupied";
  return offered ? "reserved" : "free";
}

const colours: Record<SpotState, Light> = {
  free: "green",
  reserved: "blue",
  occupied: "red",
  maintenance: "amber",
  unknown: "off",
};

/** The colour of a state. */
export const lightOf = (state: SpotState): Light => colours[state];

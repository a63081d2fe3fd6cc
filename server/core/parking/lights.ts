// What a spot is, and what its light shows. Pure.
import type { DevicePresence, Light } from "../../contract/devices.ts";
import type { OpenBookingStatus } from "./states.ts";

/** What a spot can be. */
export const spotStates = ["free", "reserved", "occupied", "maintenance", "unknown"] as const;

export type SpotState = (typeof spotStates)[number];

/** What is known of a spot. */
export type Facts = {
  maintenance: boolean;
  /** Its open booking. */
  booking: OpenBookingStatus | null;
  /** Kept for somebody who waited. */
  offered: boolean;
  sight: Sight;
};

/**
 * What a spot's sensor says now. `none`: there is no board, and people's word is all that there is. `blind`: there is one, and it was not
 * heard itself since the way to it was opened, or its sensor has said nothing yet.
 */
export type Sight = "none" | "blind" | "car" | "empty";

/** What a board lets one see. `unsure`: as in {@link Spot}. */
export function sightOf(board: {
  presence: DevicePresence | "none";
  unsure: boolean;
  occupied: boolean | null;
}): Sight {
  if (board.presence === "none") return "none";
  if (board.presence !== "online" || board.unsure || board.occupied === null) return "blind";
  return board.occupied ? "car" : "empty";
}

/** The one state that follows from the facts. */
export function stateOf({ maintenance, booking, offered, sight }: Facts): SpotState {
  if (booking === "active") return "occupied";
  if (maintenance) return "maintenance";
  if (booking === "reserved") return "reserved";
  if (sight === "blind") return "unknown";
  if (sight === "car") return "occupied";
  return offered ? "reserved" : "free";
}

const colours: Record<SpotState, Light> = {
  free: "green",
  reserved: "blue",
  occupied: "red",
  maintenance: "amber",
  unknown: "off",
};

/** The colour of a state. Green promises that a sensor sees the spot empty, so a spot without one never shows it. */
export const lightOf = (state: SpotState, sight: Sight): Light =>
  state === "free" && sight === "none" ? "off" : colours[state];

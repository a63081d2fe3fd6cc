// A spot's state, and the light that shows it. Pure.
import type { DevicePresence, Light } from "../../contract/devices.ts";
import type { OpenBookingStatus } from "./states.ts";

/** The states of a spot. */
export const spotStates = ["free", "reserved", "occupied", "maintenance", "unknown"] as const;

export type SpotState = (typeof spotStates)[number];

/** The facts from which a spot's state follows. */
export type Facts = {
  maintenance: boolean;
  /** The status of its open booking. */
  booking: OpenBookingStatus | null;
  /** Offered to somebody on the waitlist. */
  offered: boolean;
  sight: Sight;
};

/**
 * What a spot's sensor reports now. `none`: there is no board, so only people's reports count. `blind`: there is one, but it has not
 * reported since the connection to it was opened, or its sensor has no reading yet.
 */
export type Sight = "none" | "blind" | "car" | "empty";

/** What is known from a board. `unsure`: as in {@link Spot}. */
export function sightOf(board: {
  presence: DevicePresence | "none";
  unsure: boolean;
  occupied: boolean | null;
}): Sight {
  if (board.presence === "none") return "none";
  if (board.presence !== "online" || board.unsure || board.occupied === null) return "blind";
  return board.occupied ? "car" : "empty";
}

/** The state that follows from the facts. */
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

/** The colour of a state. Green promises that a sensor sees the spot empty, so a spot without a sensor never shows it. */
export const lightOf = (state: SpotState, sight: Sight): Light =>
  state === "free" && sight === "none" ? "off" : colours[state];

// Kinds of incidents: what people should look at. One list; a kind is opened where its fault is seen.

/** Incidents at a parking spot. Each is open at most once at a spot. */
export const spotIncidentKinds = [
  "car_without_booking",
  "device_offline_during_stay",
  "sensor_says_empty",
  "driver_says_not_parked",
  "driver_says_left",
  "light_not_confirmed",
  /** A board's reading told a time that cannot be right: it was not used, or not for when it said. */
  "reading_refused",
  /** A stay has reached its lot's limit. */
  "stay_too_long",
  /** The machine's clock was set while a stay ran: what it costs is to be checked. */
  "stay_across_clock_jump",
] as const;

/** Incidents about a person, a conversation, a number, a board, a booking or the machine. Each is open at most once for its subject. */
export const otherIncidentKinds = [
  /** Somebody wrote whose keys contradict those of a known person. */
  "identity_doubt",
  /** The audit log is not what it was when it was sealed: somebody changed it behind Bellhop's back. */
  "audit_log_altered",
  /** A number's messages wait, because its provider refuses it or cannot be reached. */
  "sending_held",
  /** The machine's clock jumped; detail: by_seconds, before, at, host. */
  "clock_jump",
  /** Two contacts became one, and each had an open booking. */
  "merge_with_two_bookings",
] as const;

export type SpotIncidentKind = (typeof spotIncidentKinds)[number];

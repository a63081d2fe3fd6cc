// Kinds of incidents that only parking has.

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

export type SpotIncidentKind = (typeof spotIncidentKinds)[number];

/** All of parking's. */
export const incidentKinds = [
  ...spotIncidentKinds,
  /** Two contacts became one, and each had an open booking. */
  "merge_with_two_bookings",
] as const;

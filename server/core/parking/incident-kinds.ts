// Kinds of incidents that only parking has.

/** Incidents at a parking spot. A spot has at most one open incident of each kind. */
export const spotIncidentKinds = [
  "car_without_booking",
  "device_offline_during_stay",
  "sensor_says_empty",
  "driver_says_not_parked",
  "driver_says_left",
  "light_not_confirmed",
  /** A board sent a reading with an impossible time: it was ignored, or another time was used. */
  "reading_refused",
  /** A stay has reached its lot's limit. */
  "stay_too_long",
  /** The machine's clock was set during a stay: staff check the charge. */
  "stay_across_clock_jump",
] as const;

export type SpotIncidentKind = (typeof spotIncidentKinds)[number];

/** All incident kinds of parking. */
export const incidentKinds = [
  ...spotIncidentKinds,
  /** Two contacts were merged while each had an open booking. */
  "merge_with_two_bookings",
] as const;

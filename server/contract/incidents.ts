// Kinds of incidents: what people should look at. One list; a kind is opened where its fault is seen.

/** Incidents at a parking spot. Each is open at most once at a spot. */
export const spotIncidentKinds = [
  "car_without_booking",
  "device_offline_during_stay",
  "sensor_says_empty",
  "driver_says_not_parked",
  "driver_says_left",
  "light_not_confirmed",
] as const;

/** Incidents about a person, a conversation, a number, a board, a booking or the machine. Each is open at most once for its subject. */
export const otherIncidentKinds = [
  /** Somebody wrote whose keys contradict those of a known person. */
  "identity_doubt",
  /** The machine's clock jumped; detail: by_seconds, before, at, host. */
  "clock_jump",
] as const;

export type SpotIncidentKind = (typeof spotIncidentKinds)[number];
export type OtherIncidentKind = (typeof otherIncidentKinds)[number];
export type IncidentKind = SpotIncidentKind | OtherIncidentKind;

// The states of parking's nouns, each list once. What a spot is and what its light shows is in lights.ts.

/** Bookings that hold a spot: reserved for a driver, or with the car there. */
export const openBookingStatuses = ["reserved", "active"] as const;

/** What a booking can be. */
export const bookingStatuses = [...openBookingStatuses, "completed", "cancelled", "expired"] as const;

export type OpenBookingStatus = (typeof openBookingStatuses)[number];
export type BookingStatus = (typeof bookingStatuses)[number];

/** Places in line that are still open. */
export const openWaitlistStates = ["waiting", "offered"] as const;

/** What a place in line can be: taken by a booking, left by the driver, or lapsed because the offer was not taken. */
export const waitlistStates = [...openWaitlistStates, "taken", "left", "lapsed"] as const;

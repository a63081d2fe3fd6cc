// The states of bookings and of places on a waitlist. Those of spots and lights are in lights.ts.

/** Statuses of bookings that occupy a spot: reserved, or with the car there. */
export const openBookingStatuses = ["reserved", "active"] as const;

/** All statuses of a booking. */
export const bookingStatuses = [...openBookingStatuses, "completed", "cancelled", "expired"] as const;

export type OpenBookingStatus = (typeof openBookingStatuses)[number];
export type BookingStatus = (typeof bookingStatuses)[number];

/** States of places on a waitlist that are still open. */
export const openWaitlistStates = ["waiting", "offered"] as const;

/** All states of a place on a waitlist: `taken` by a booking, `left` by the driver, `lapsed` because the offer was not taken. */
export const waitlistStates = [...openWaitlistStates, "taken", "left", "lapsed"] as const;

// English strings of what the panel says of a driver.
export default {
  account: "Account",
  no_account: "Not a driver yet.",
  balance: "Balance",
  owes: "owes {{sum}}",
  bookings: "Bookings",
  no_bookings: "No bookings yet.",
  booking_reserved: "reserved",
  booking_active: "parked",
  booking_completed: "completed",
  booking_cancelled: "cancelled",
  booking_expired: "expired",
} as const;

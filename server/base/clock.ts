// The clock is passed as an argument: production passes this one, tests pass their own.

/** The wall clock. */
export const wallClock = (): Date => new Date();

// What people and API keys may be.

/** viewer reads; agent also writes to customers; admin also changes how the desk works. Each includes those before it. */
export const roles = ["viewer", "agent", "admin"] as const;

export type Role = (typeof roles)[number];

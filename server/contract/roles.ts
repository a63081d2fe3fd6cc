// Roles of users and API keys.

/** viewer reads; agent also writes to customers; admin also changes settings. Each includes those before it. */
export const roles = ["viewer", "agent", "admin"] as const;

export type Role = (typeof roles)[number];

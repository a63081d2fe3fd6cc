// What each role may do. Pure.

/** viewer reads; agent also writes to customers; admin also changes how the desk works. */
export const roles = ["viewer", "agent", "admin"] as const;

export type Role = (typeof roles)[number];

/** Whether a role includes another. */
export const includes = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

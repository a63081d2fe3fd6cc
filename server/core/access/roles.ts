// Compares roles. Pure.
import { type Role, roles } from "../../contract/roles.ts";

/** Whether a role includes another one. */
export const includes = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

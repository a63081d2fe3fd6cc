// What each role may do. Pure.
import { type Role, roles } from "../../contract/roles.ts";

/** Whether a role includes another. */
export const includes = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

// The routes of parking with its drivers and devices, in the order of the description. server/skills.ts plugs them in.
import { deviceRoutes } from "../devices/devices.ts";
import { accountRoutes } from "../drivers/accounts.ts";
import type { Routes } from "../http/context.ts";
import { bookingRoutes } from "./bookings.ts";
import { incidentListRoutes } from "./incident-list.ts";
import { incidentRoutes } from "./incidents.ts";
import { lotRoutes } from "./lots.ts";
import { readingRoutes } from "./readings.ts";
import { spotRoutes } from "./spots.ts";
import { staffActionRoutes } from "./staff-actions.ts";
import { waitlistRoutes } from "./waitlist.ts";

const groups: readonly Routes[] = [
  lotRoutes,
  spotRoutes,
  bookingRoutes,
  staffActionRoutes,
  incidentRoutes,
  incidentListRoutes,
  waitlistRoutes,
  accountRoutes,
  deviceRoutes,
  readingRoutes,
];

/** `/api/parking`, `/api/incidents`, `/api/accounts` and `/api/devices`. */
export const parkingRoutes: Routes = async (app, context) => {
  for (const routes of groups) await routes(app, context);
};

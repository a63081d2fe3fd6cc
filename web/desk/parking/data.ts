// What the pages of parking read, and small functions that they share.
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { type Brought, read } from "../../api/query.ts";

export type Lot = Brought<"/api/parking/lots">["lots"][number];
export type Spot = Lot["spots"][number];
export type Booking = Brought<"/api/parking/bookings">["bookings"][number];
export type BookingDetail = Brought<"/api/parking/bookings/{id}">;
export type Incident = Brought<"/api/parking/incidents">["incidents"][number];
export type Device = Brought<"/api/devices">["devices"][number];
export type Driver = Brought<"/api/accounts/{id}">;

/** The queries that a change in parking may make outdated. */
export const touched = [
  "/api/parking",
  "/api/incidents",
  "/api/table/bookings",
  "/api/accounts",
  "/api/devices",
  "/api/overview",
] as const;

/** A device goes offline without an event, so devices are read again at this interval, in milliseconds. */
export const boardsEvery = 20_000;

/** All lots with their spots. */
export const lotsQuery = read("/api/parking/lots");

/** The conversation of a driver, if there is one that the viewer may see. */
export function useConversation(phone: string | null | undefined): number | null {
  const found = useQuery({
    ...read("/api/inbox/conversations", { query: { q: phone ?? "", state: "all", filter: "all", limit: 5 } }),
    enabled: Boolean(phone),
    staleTime: 5 * 60_000,
  });
  if (!phone) return null;
  return found.data?.conversations.find(({ contact }) => contact?.phone === phone)?.id ?? null;
}

let ticking: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1_000);
const watchers = new Set<() => void>();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  ticking ??= setInterval(() => {
    second = Math.floor(Date.now() / 1_000);
    for (const one of watchers) one();
  }, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The current time in ms, updated each second; one timer for all components. */
export const useNow = (): number => useSyncExternalStore(watch, () => second) * 1_000;

/** A time as the value of a datetime-local input, in the viewer's time zone; and back. */
export function localOf(at: string | Date): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const momentOf = (local: string): string => new Date(local).toISOString();

/** An open booking as the map shows it. */
export type MapBooking = Booking & { name: string | null };

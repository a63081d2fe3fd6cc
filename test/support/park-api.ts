// Creates lots, drivers and bookings through the API for tests of its routes, new ones for each test.
import { expect } from "vitest";
import type { Role } from "../../server/contract/roles.ts";
import type { Answer, TestApp } from "./app.ts";
import { next } from "./build.ts";

export type ParkApi = {
  get(url: string, role?: Role): Promise<Answer>;
  post(url: string, payload?: unknown, role?: Role, headers?: Record<string, string>): Promise<Answer>;
  patch(url: string, payload: unknown, role?: Role): Promise<Answer>;
  /** Creates a lot, by default with the spots A and B. */
  lot(given?: object): Promise<Answer["json"]>;
  /** A phone number that nobody has. */
  phone(): string;
  /** Books a spot for a driver, by default for a new one. */
  book(spotId: number, phone?: string): Promise<Answer["json"]>;
  /** Creates a device at a spot and brings it online; `car` reports for it whether a car is there. */
  board(spotId: number): Promise<{ id: number; password: string; car(occupied: boolean): Promise<Answer> }>;
  /** All rows of a list, read page by page. */
  pages(url: string, list: string): Promise<Answer["json"][]>;
};

/** The parking helpers for an application under test. */
export function parkApi(world: TestApp): ParkApi {
  const body = (payload: unknown) => (payload === undefined ? {} : { payload: payload as object });
  const park: ParkApi = {
    get: (url, role = "viewer") => world.call(role, { method: "GET", url }),
    post: (url, payload, role = "admin", headers = {}) =>
      world.call(role, { method: "POST", url, headers, ...body(payload) }),
    patch: (url, payload, role = "admin") => world.call(role, { method: "PATCH", url, ...body(payload) }),
    async lot(given = {}) {
      const usual = { name: "Market Square", currency: "USD", rate_cents_per_hour: 300 };
      const made = await park.post("/api/parking/lots", { ...usual, spots: [{ code: "A" }, { code: "B" }], ...given });
      expect(made.status, made.body).toBe(201);
      return made.json;
    },
    phone: () => String(15_550_200_000 + next()),
    async book(spotId, phone = park.phone()) {
      const made = await park.post("/api/parking/bookings", { phone, spot_id: spotId }, "agent");
      expect(made.status, made.body).toBe(201);
      return made.json;
    },
    async board(spotId) {
      const made = await park.post("/api/devices", { name: "Post", spot_id: spotId });
      expect(made.status, made.body).toBe(201);
      const { id, password } = made.json;
      const headers = { authorization: `Bearer ${password}` };
      const car = (occupied: boolean) =>
        world.call(null, { method: "POST", url: `/api/devices/${id}/readings`, headers, payload: { occupied } });
      return { id, password, car };
    },
    async pages(url, list) {
      const rows: Answer["json"][] = [];
      let cursor = "";
      for (let page = 0; page < 50; page += 1) {
        const answer = await park.get(`${url}${url.includes("?") ? "&" : "?"}${cursor}`, "admin");
        expect(answer.status, answer.body).toBe(200);
        rows.push(...answer.json[list]);
        if (answer.json.next_cursor === null) return rows;
        cursor = `cursor=${answer.json.next_cursor}`;
      }
      throw new Error("the pages do not end");
    },
  };
  return park;
}

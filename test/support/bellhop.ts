// A complete Bellhop for journey tests: every part as in production, on a cloned database, with the simulator as its providers.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { readConfig } from "../../server/base/config.ts";
import { createLog } from "../../server/base/log.ts";
import { type Bellhop, start } from "../../server/main.ts";
import { skillNames } from "../../server/skills.ts";
import type { Simulator } from "../../sim/simulator.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { freePort } from "./port.ts";

const apiKey = "journey-key-0123456789-0123456789";

/** A running Bellhop; its fields are set when the file's tests run. */
export type Journey = {
  database: TestDatabase;
  bellhop: Bellhop;
  sim: Simulator;
  /** The secret that signs Meta's webhooks. */
  metaSecret: string;
  /** Calls the REST API with the admin key; returns status and body. */
  api(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** Posts a form with the admin key. */
  form(path: string, form: FormData): Promise<{ status: number; body: unknown }>;
};

/**
 * Starts a Bellhop for the calling test file. Call it at the top level. `given`: more variables, known when the tests run; `log`: gets its lines from
 * level debug on.
 */
export function useBellhop(given: () => Record<string, string> = () => ({}), log?: (line: string) => void): Journey {
  const database = useDatabase();
  const journey = { database } as Journey;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "bellhop-journey-"));
    const environment = {
      PORT: String(await freePort()),
      MQTT_PORT: String(await freePort()),
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      BELLHOP_API_KEY: apiKey,
      SIM: "on",
      ...given(),
    };
    journey.bellhop = await start(
      readConfig(environment, skillNames),
      log ? createLog("debug", { write: log }) : createLog("silent"),
    );
    journey.form = async (path, form) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const response = await fetch(`${journey.bellhop.address}${path}`, { method: "POST", headers, body: form });
      return { status: response.status, body: await response.json() };
    };
    journey.sim = journey.bellhop.sim!;
    journey.metaSecret = journey.bellhop.metaSecret!;
    journey.api = async (method, path, body) => {
      const response = await fetch(`${journey.bellhop.address}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    };
  });
  afterAll(async () => {
    await journey.bellhop.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return journey;
}

// Generates docs/openapi.json from the application's routes, without starting or connecting anything.
import type { ApiContext } from "../server/api/http/context.ts";
import { buildApp } from "../server/app.ts";
import { createLog } from "../server/base/log.ts";
import { createMetrics } from "../server/base/metrics.ts";
import { plugins } from "../server/skills.ts";

/** The OpenAPI description as JSON. */
export async function openapi(): Promise<string> {
  // No request is made, so what only requests use is left out.
  const mail = { mailer: null, webhook: null, key: Buffer.alloc(0), alarmEmail: null };
  const none = { apiKeys: [], allowedHosts: [], corsOrigins: [], sim: null, mail };
  const parts: Partial<ApiContext> = {
    log: createLog("silent"),
    metrics: createMetrics(),
    plugins,
    publicUrl: "http://localhost",
    ...none,
  };
  const app = await buildApp(parts as ApiContext);
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}

// Writes docs/openapi.json: the interface as the application itself describes it. Nothing is started or connected for it.
import type { ApiContext } from "../server/api/http/context.ts";
import { buildApp } from "../server/app.ts";
import { createLog } from "../server/base/log.ts";
import { createMetrics } from "../server/base/metrics.ts";
import { plugins } from "../server/skills.ts";

/** The description as JSON text. */
export async function openapi(): Promise<string> {
  // No request is ever made, so what requests would touch is left out.
  const none = { apiKeys: [], allowedHosts: [], corsOrigins: [], sim: null };
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

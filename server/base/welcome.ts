// The text that the terminal shows when Bellhop is ready.
import { existsSync } from "node:fs";
import type { Config } from "./config.ts";

/** How the command line is called: in a clone by npm, in a package or a container by its own name. */
const commandLine = existsSync(new URL("../../package-lock.json", import.meta.url)) ? "npm run bellhop --" : "bellhop";

/** A running Bellhop: where it listens, the link to create the first admin, and whether there is a simulator. */
type Ready = { address: string | null; firstLink: string | null; sim: object | null; workerAddress: string | null };

/** What a new user needs to know when Bellhop is ready. */
export function welcomeText(config: Config, bellhop: Ready): string {
  const lines: [string, string][] = [];
  if (bellhop.firstLink !== null)
    lines.push(["Desk", `${bellhop.firstLink}\n            makes you the first admin; works once, for a day`]);
  else if (bellhop.address !== null) lines.push(["Desk", `${config.publicUrl}/desk/`]);
  if (bellhop.sim)
    lines.push(["Try it", `${config.publicUrl}/sim/   a phone and a car park: type "slots", then "book A"`]);
  if (bellhop.address !== null) lines.push(["API", `${config.publicUrl}/api/docs`]);
  if (bellhop.address !== null && config.apiKey === null) lines.push(["API key", `${commandLine} keys create NAME`]);
  lines.push([
    "Database",
    config.databaseUrl === null ? `embedded PostgreSQL 18 in ${config.dataDir}` : "external PostgreSQL",
  ]);
  if (bellhop.address === null) lines.push(["Role", "worker: no web server"]);
  if (bellhop.workerAddress !== null) lines.push(["Health", `${bellhop.workerAddress}/readyz and /metrics`]);
  return `\nBellhop is ready.\n\n${lines.map(([what, where]) => `  ${what.padEnd(10)}${where}`).join("\n")}\n\nStop it with Ctrl+C.\n`;
}

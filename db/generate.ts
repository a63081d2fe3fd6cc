// Makes all generated files: schema.sql and rows.ts from the migrations (on a temporary PostgreSQL), .env.example from the configuration's
// schema, docs/openapi.json from the routes, and from that the web application's types and lists, and the server's texts of incidents. With --check it only compares, and fails
// when a file is outdated.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { createLog } from "../server/base/log.ts";
import { migrate } from "../server/base/migrate.ts";
import { startPostgres } from "../server/base/postgres.ts";
import { plugins } from "../server/skills.ts";
import { apiTypes } from "./api-types.ts";
import { deskLists } from "./desk-lists.ts";
import { dump } from "./dump.ts";
import { envExample } from "./env-example.ts";
import { incidentTexts } from "./incident-texts.ts";
import { openapi } from "./openapi.ts";

const root = path.join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

await settle(".env.example", envExample());
const description = await openapi();
await settle("docs/openapi.json", description);
await settle("web/api/schema.ts", apiTypes(JSON.parse(description)));
await settle("web/api/lists.ts", deskLists());
await settle("server/core/texts/incidents.en.ts", incidentTexts());
const work = await mkdtemp(path.join(tmpdir(), "bellhop-generate-"));
const server = await startPostgres({
  directory: path.join(work, "postgres"),
  log: createLog("silent"),
  overrides: { fsync: "off" },
});
try {
  await migrate(server.url, plugins);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const schema = await dump(client);
  await client.end();
  const rowsFile = path.join(work, "rows.ts");
  const codegen = path.join(root, "node_modules/kysely-codegen/dist/cli/bin.js");
  await promisify(execFile)(process.execPath, [
    codegen,
    ...["--dialect", "postgres", "--url", server.url, "--out-file", rowsFile, "--exclude-pattern", "schema_migrations"],
    ...["--type-mapping", JSON.stringify({ int8: "number" }), "--no-domains", "--camel-case=false"],
  ]);
  const rows = await readFile(rowsFile, "utf8");
  await settle("db/schema.sql", schema);
  await settle("db/rows.ts", rows);
} finally {
  await server.stop();
  await rm(work, { recursive: true, force: true });
}

async function settle(name: string, text: string): Promise<void> {
  const file = path.join(root, name);
  if (!check) return writeFile(file, text);
  if ((await readFile(file, "utf8").catch(() => "")).replaceAll("\r\n", "\n") === text) return;
  console.error(`${name} is not what its source makes: run npm run generate`);
  process.exitCode = 1;
}

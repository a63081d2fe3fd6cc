// Which server settings are harmful, checked on a real server.
import { expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { createPool, overPool } from "./db.ts";
import { readServer } from "./server-settings.ts";

const database = useDatabase();

test("defaults that harm are told although the session has set them for itself", async () => {
  const name = new URL(database.url).pathname.slice(1);
  await database.pool.query(`alter database ${name} set jit = on`);
  await database.pool.query(`alter database ${name} set synchronous_commit = off`);
  const pool = createPool(database.url, "test", 1);
  try {
    const { version, harms } = await readServer(overPool(pool));
    expect(version).toMatch(/^1[5-9]/);
    const found = Object.fromEntries(harms.map(({ setting, value, bad }) => [setting, [value, bad]]));
    expect(found).toMatchObject({ jit: ["on", false], synchronous_commit: ["off", false] });
    expect(found).not.toHaveProperty("server_encoding");
    expect(
      (await pool.query("select current_setting('jit') as jit, current_setting('synchronous_commit') as sync")).rows,
    ).toEqual([{ jit: "off", sync: "on" }]);
  } finally {
    await pool.end();
  }
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{server,sim,db,test,bench,web,deploy}/**/*.test.ts"],
    exclude: ["test/browser/**"],
    globalSetup: "test/support/postgres.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Two cores are the least that Bellhop is built for; more files at once would only wait for each other.
    maxWorkers: 2,
    // Files share the loaded code of their worker: loading it anew for each took a tenth of the time.
    isolate: false,
    sequence: { shuffle: { files: true } },
  },
});

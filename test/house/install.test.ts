// The files by which Bellhop is installed fit each other, the configuration and the guides. What needs an engine, Fly.io or root on a server is read
// here and not run.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readCommand, readDockerfile, readEnv, type Stage } from "../../deploy/dockerfile.ts";
import { readConfig } from "../../server/base/config.ts";
import { configSchema } from "../../server/base/config-schema.ts";
import { productionFaults } from "../../server/base/production-checks.ts";
import { skillNames } from "../../server/skills.ts";
import { blocks, blocksOf, guides, readToml, readUnit } from "../support/guides.ts";
import { root, textOf } from "./files.ts";

const settings = new Set(Object.keys(configSchema(skillNames).shape));
const unknown = (names: Iterable<string>): string[] => [...names].filter((name) => !settings.has(name));

/** What a start would refuse of settings on a good machine. */
function refusals(environment: Record<string, string>): string[] {
  const machine = { dataIsLost: null, root: false, now: new Date() };
  return productionFaults(readConfig(environment, skillNames, "/app"), machine).map(({ says }) => says);
}

/** The program and arguments of `npm start`. */
const { scripts, engines } = JSON.parse(textOf("package.json")) as {
  scripts: Record<string, string>;
  engines: { node: string };
};
const started = scripts.start!.split(" ").slice(1);

const stages = readDockerfile(textOf("Dockerfile"));
const imageStage = stages.find(({ name }) => name === "bellhop")!;
const step = (stage: Stage, name: string): string => stage.steps.findLast((one) => one.name === name)?.rest ?? "";
const imageEnv = readEnv(step(imageStage, "ENV"));

describe("the image", () => {
  test("starts what npm start starts, as a user of its own, with settings that there are", () => {
    expect(readCommand(step(imageStage, "CMD"))).toEqual(["node", ...started]);
    expect(step(imageStage, "USER")).toBe("bellhop");
    expect(unknown(Object.keys(imageEnv))).toEqual([]);
    expect(step(imageStage, "VOLUME")).toBe(imageEnv.DATA_DIR);
    expect(step(imageStage, "EXPOSE")).toBe("3000 1883");
    expect(stages.at(-1)).toMatchObject({ from: "bellhop", steps: [] });
  });

  test("is built on the Node that the lockfile pins, and copies only what there is", () => {
    const { packages } = JSON.parse(textOf("package-lock.json")) as { packages: Record<string, { version: string }> };
    const [major] = packages["node_modules/node"]!.version.split(".");
    expect(stages[0]!.from).toBe(`node:${major}-bookworm-slim`);
    expect(engines.node).toMatch(/^>=\d+$/);
    const copied = stages
      .flatMap(({ steps }) => steps)
      .filter(({ name, rest }) => name === "COPY" && !/--from/.test(rest));
    const names = copied.flatMap(({ rest }) => rest.split(" ").slice(0, -1));
    expect(names.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test("its health check and entry point are files of it, and mean the same user", () => {
    const scriptsOf = [
      step(imageStage, "HEALTHCHECK"),
      step(stages.find(({ name }) => name === "root-volumes")!, "ENTRYPOINT"),
    ];
    const files = scriptsOf.flatMap((rest) => [...rest.matchAll(/deploy\/[\w.-]+/g)].map(([file]) => file));
    expect(files).toEqual(["deploy/health-check.ts", "deploy/as-bellhop.sh"]);
    const sent = textOf(".dockerignore").split("\n");
    for (const file of files) expect(sent).toContain(`!${file}`);
    const [, uid] = /useradd --uid (\d+)/.exec(step(imageStage, "RUN"))!;
    expect(textOf("deploy/as-bellhop.sh")).toContain(`= ${uid} ]`);
  });
});

type Service = {
  image: string;
  environment: Record<string, string | number>;
  volumes: string[];
  networks: string[] | Record<string, { ipv4_address: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  stop_grace_period?: string;
  depends_on?: string[] | object;
};
type Compose = {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks: Record<string, { ipam: { config: { subnet: string }[] } }>;
};

const secret = "5b1f0c7ae29d4836b1c05f7d8e92a3645b1f0c7ae29d4836b1c05f7d8e92a36e";
const given: Record<string, string> = {
  DESK_HOST: "desk.example.com",
  POSTGRES_PASSWORD: secret,
  APP_SECRET_KEY: secret,
};
const interpolated = (text: string): string =>
  text.replaceAll(/\$\{(\w+)(:\?[^}]*)?\}/g, (_, name: string) => given[name]!);
const readCompose = (text: string): Compose => parse(interpolated(text), { merge: true }) as Compose;

describe.each(["compose.yaml", "compose.scale.yaml"])("%s", (file) => {
  const compose = readCompose(textOf(file));
  const services = Object.entries(compose.services);
  const bellhops = services.filter(([, { image }]) => image === "bellhop").map(([, service]) => service);

  test("asks for what the guide has one set", () => {
    const asked = new Set([...textOf(file).matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
    expect([...asked].sort()).toEqual(
      Object.keys(given)
        .filter((name) => asked.has(name))
        .sort(),
    );
    const told = blocksOf("compose.md", "engine").join("\n");
    for (const name of asked) expect(told).toContain(`echo ${name}=`);
  });

  test("gives Bellhop settings with which it starts", () => {
    expect(bellhops.length).toBeGreaterThan(0);
    for (const { environment } of bellhops) {
      expect(unknown(Object.keys(environment))).toEqual([]);
      const all = { ...imageEnv, ...Object.fromEntries(Object.entries(environment).map(([k, v]) => [k, String(v)])) };
      expect(refusals(all)).toEqual([]);
      expect(readConfig(all, skillNames, "/app").warnings).toEqual([]);
    }
  });

  test("lets it write to its volume alone, with no right that it does not need, and time to end", () => {
    for (const service of bellhops) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
      expect(service.volumes.map((volume) => volume.split(":")[1])).toEqual([imageEnv.DATA_DIR]);
      expect(Number.parseInt(service.stop_grace_period!, 10)).toBeGreaterThanOrEqual(10);
    }
  });

  test("names only volumes, networks, services and files that there are", () => {
    for (const [name, { volumes, networks, depends_on = [] }] of services) {
      const sources = volumes.map((volume) => volume.split(":")[0]!);
      const missing = sources.filter(
        (one) => !(one.startsWith(".") ? existsSync(path.join(root, one)) : one in compose.volumes),
      );
      expect(missing, name).toEqual([]);
      const joined = Array.isArray(networks) ? networks : Object.keys(networks);
      expect(
        joined.every((one) => one in compose.networks),
        name,
      ).toBe(true);
      const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      expect(
        needed.every((one) => one in compose.services),
        name,
      ).toBe(true);
    }
  });

  test("has Caddy pass on to Bellhop, which believes it and no other network", () => {
    const { environment, networks } = compose.services.caddy!;
    const asked = [...textOf("deploy/Caddyfile").matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name!);
    expect(Object.keys(environment).sort()).toEqual([...new Set(asked)].sort());
    expect(compose.services[environment.DESK_UPSTREAM!]?.image).toBe("bellhop");
    const [network] = Object.values(compose.networks);
    const address = Array.isArray(networks)
      ? network!.ipam.config[0]!.subnet
      : Object.values(networks)[0]!.ipv4_address;
    for (const bellhop of bellhops) expect(bellhop.environment.TRUST_PROXY).toBe(address);
  });
});

test("what the guide adds to a Compose file fits it", () => {
  for (const { kind, text } of blocks.filter(({ kind }) => kind.startsWith("override "))) {
    const added = parse(text) as Compose;
    const base = readCompose(textOf(kind.slice("override ".length)));
    for (const [name, { environment = {} }] of Object.entries(added.services)) {
      expect(base.services).toHaveProperty(name);
      expect(unknown(Object.keys(environment))).toEqual([]);
    }
  }
});

test("fly.toml builds a stage that there is, gives settings that are taken, and keeps what must last on a volume", () => {
  const fly = readToml(textOf("fly.toml"));
  expect(stages.map(({ name }) => name)).toContain(fly.build!["build-target"]);
  expect(unknown(Object.keys(fly.env!))).toEqual([]);
  expect(refusals({ ...imageEnv, ...(fly.env as Record<string, string>) })).toEqual([]);
  expect(fly.mounts!.destination).toBe(imageEnv.DATA_DIR);
  expect(blocksOf("fly.md", "fly").join("\n")).toContain(`fly volumes create ${fly.mounts!.source} `);
  expect(String(fly.http_service!.internal_port)).toBe(imageEnv.PORT);
  expect(fly["http_service.checks"]!.path).toBe("/readyz");
  expect(Number.parseInt(String(fly[""]!.kill_timeout), 10)).toBeGreaterThanOrEqual(10);
  const [program, ...args] = String(fly.deploy!.release_command).split(" ");
  expect(program).toBe("node");
  expect(help(args.slice(1))).toContain("Usage: bellhop migrate");
});

/** What the command line says of a command. */
const help = (command: string[]): string =>
  execFileSync(process.execPath, ["server/cli.ts", ...command, "--help"], { cwd: root, encoding: "utf8" });

describe("the systemd unit", () => {
  const unit = readUnit(textOf("deploy/bellhop.service"));
  const values = (name: string): string[] => unit.filter(([one]) => one === name).map(([, value]) => value);
  const folder = values("WorkingDirectory")[0]!;
  const guide = blocksOf("systemd.md", "server").join("\n");

  test("starts what npm start starts, in the folder and as the user of the guide", () => {
    const [node, ...args] = values("ExecStart")[0]!.split(" ");
    expect(args).toEqual(started);
    expect(existsSync(node!.replace(folder, root))).toBe(true);
    expect(guide).toContain(`git clone https://github.com/you/bellhop ${folder}\n`);
    expect(guide).toMatch(new RegExp(`^useradd --system .* ${values("User")[0]}$`, "m"));
    expect(guide).toContain(` ${values("EnvironmentFile")[0]!.replace(/^-/, "")}\n`);
    expect(values("Environment")).toEqual([`DATA_DIR=/var/lib/${values("StateDirectory")[0]}`]);
    expect(Number(values("TimeoutStopSec")[0])).toBeGreaterThanOrEqual(10);
  });

  test("the guide's settings are taken", () => {
    const env = readEnv(
      blocks
        .find(({ kind }) => kind === "env")!
        .text.trim()
        .replaceAll("\n", " "),
    );
    expect(unknown(Object.keys(env))).toEqual([]);
    expect(refusals({ ...env, DATA_DIR: "/var/lib/bellhop" })).toEqual([]);
  });

  test.runIf(existsSync("/usr/bin/systemd-analyze"))("is understood by systemd, which finds little to attack", () => {
    const at = mkdtempSync(path.join(tmpdir(), "bellhop-unit-"));
    try {
      const file = path.join(at, "bellhop.service");
      writeFileSync(file, textOf("deploy/bellhop.service").replaceAll(folder, root));
      execFileSync("systemd-analyze", ["verify", file], { stdio: "pipe" });
      execFileSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", file], { stdio: "pipe" });
    } finally {
      rmSync(at, { recursive: true });
    }
  });
});

describe("the guides", () => {
  test("each way has a page, and README names the pages", () => {
    expect(guides.map((guide) => path.basename(guide))).toEqual([
      "README.md",
      "compose.md",
      "docker.md",
      "fly.md",
      "npx.md",
      "systemd.md",
    ]);
    for (const guide of guides.slice(1)) expect(textOf("README.md")).toContain(`](${guide})`);
  });

  test("each block says who can run it", () => {
    const kinds = {
      sh: /^(run|start|engine|fly|server|env)$/,
      yaml: /^override compose(\.scale)?\.yaml$/,
      caddy: /^$/,
    };
    const odd = blocks.filter(({ language, kind }) => !kinds[language as keyof typeof kinds]?.test(kind));
    expect(odd).toEqual([]);
  });

  test.each(blocks.filter(({ language }) => language === "sh"))("$guide: a shell reads $text", ({ text }) => {
    execFileSync("bash", ["-n"], { input: text, stdio: "pipe" });
    const files = [
      ...text.matchAll(/(?<![\w/])(?:deploy\/[\w.-]+|compose[\w.]*\.yaml|\.env\.example|server\/\w+\.ts)/g),
    ];
    expect(files.map(([file]) => file).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const scaled = [...text.matchAll(/(?:--scale |exec |logs )(\w+)/g)].filter(() => text.includes("docker compose"));
    const all = ["compose.yaml", "compose.scale.yaml"].flatMap((file) =>
      Object.keys(readCompose(textOf(file)).services),
    );
    expect(scaled.map(([, name]) => name!).filter((name) => !all.includes(name))).toEqual([]);
    const passed = [...text.matchAll(/ -e (\w+)=/g)].map(([, name]) => name!);
    expect(unknown(passed)).toEqual([]);
  });

  test("commands of Bellhop's command line are such", () => {
    const found = blocks.flatMap(({ text }) => [...text.matchAll(/(?:\bbellhop|server\/cli\.ts) (\w+ create)\b/g)]);
    const commands = [...new Set(found.map(([, command]) => command!))];
    expect(commands).toEqual(["keys create"]);
    for (const command of commands) expect(help(command.split(" "))).toContain(`Usage: bellhop ${command}`);
  });
});

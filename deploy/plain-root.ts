// Runs the steps of a Dockerfile in plain folders, with this machine's /usr in place of the images that it begins with: mounts and chroot, no
// container engine. To be used as root in a mount namespace of its own, which takes the mounts away with it.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { readEnv, type Stage } from "./dockerfile.ts";

/** What a stage has become: its folder, what was written to its /usr, and its settings. */
export type Built = {
  root: string;
  usr: string;
  env: Record<string, string>;
  workdir: string;
  user: string;
  command: string;
  entrypoint: string;
  health: string;
};

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const mount = (...args: string[]) => execFileSync("mount", args);

/** The files of /etc that programs look into; accounts of people are left out. */
const etc = ["group", "hosts", "ld.so.cache", "login.defs", "nsswitch.conf", "passwd", "resolv.conf", "shadow"];

/** Mounts this machine's /usr into a folder, with what is written there kept apart, and the kernel's file systems. */
function mountBase(folder: string, root: string): string {
  const [usr, work] = ["usr", "work"].map((name) => path.join(folder, name)) as [string, string];
  for (const at of [usr, work]) mkdirSync(at, { recursive: true });
  mount("-t", "overlay", "overlay", "-o", `lowerdir=/usr,upperdir=${usr},workdir=${work}`, path.join(root, "usr"));
  mount("-t", "proc", "proc", path.join(root, "proc"));
  mount("--rbind", "/dev", path.join(root, "dev"));
  return usr;
}

/** A folder that stands for an image of a registry. */
function base(image: string, folder: string): Built {
  const root = path.join(folder, "root");
  for (const name of ["usr", "etc", "proc", "dev", "tmp", "run", "root/.npm"])
    mkdirSync(path.join(root, name), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) symlinkSync(`usr/${name}`, path.join(root, name));
  for (const name of etc.filter((one) => existsSync(`/etc/${one}`))) {
    const people = /^[^:]+:[^:]*:[1-9]\d{3}:/;
    const text = readFileSync(`/etc/${name}`);
    const lines = text.toString("latin1").split("\n");
    const system = /^(passwd|group)$/.test(name) ? lines.filter((line) => !people.test(line)).join("\n") : text;
    writeFileSync(path.join(root, "etc", name), system);
  }
  const usr = mountBase(folder, root);
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  if (certificates !== undefined) copyFileSync(certificates, path.join(root, "root/certificates.pem"));
  if (image.startsWith("node:")) copyFileSync(process.execPath, path.join(root, "usr/local/bin/node"));
  return { root, usr, env: { PATH }, workdir: "/", user: "root", command: "", entrypoint: "", health: "" };
}

/** A copy of a stage, to go on from. */
function copyOf(from: Built, folder: string): Built {
  const root = path.join(folder, "root");
  mkdirSync(root, { recursive: true });
  for (const name of readdirSync(from.root))
    if (/^(usr|proc|dev)$/.test(name)) mkdirSync(path.join(root, name));
    else execFileSync("cp", ["-a", path.join(from.root, name), root]);
  mkdirSync(path.join(folder, "usr"));
  execFileSync("cp", ["-a", `${from.usr}/.`, path.join(folder, "usr")]);
  return { ...from, root, usr: mountBase(folder, root), env: { ...from.env } };
}

/** The files of a folder that are sent to the build, relative to it. */
function sentFiles(context: string, sent: (file: string) => boolean): string[] {
  const entries = readdirSync(context).filter((name) => !/^(node_modules|\.git)$/.test(name));
  const files = entries.flatMap((name) =>
    statSync(path.join(context, name)).isDirectory()
      ? readdirSync(path.join(context, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.relative(context, path.join(entry.parentPath, entry.name)))
      : [name],
  );
  return files.filter(sent);
}

/** Copies what is sent to the build into a folder: `.` stands for everything, else a name is a file's. */
function copyContext(names: string[], target: string, context: string, sent: (file: string) => boolean): void {
  for (const file of sentFiles(context, sent)) {
    if (!names.includes(".") && !names.includes(file)) continue;
    mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    copyFileSync(path.join(context, file), path.join(target, file));
  }
}

type Given = {
  /** Where the stage's files go. */
  folder: string;
  /** The folder whose files are sent to the build, and which of them. */
  context: string;
  sent: (file: string) => boolean;
  /** Told of each step. */
  tell: (line: string) => void;
};

/** Builds a stage. Throws at an instruction that it does not know, and when a command fails. */
export function build(stage: Stage, earlier: ReadonlyMap<string, Built>, given: Given): Built {
  const { folder, context, sent, tell } = given;
  const before = earlier.get(stage.from);
  const built = before ? copyOf(before, folder) : base(stage.from, folder);
  const inside = (file: string) => path.join(built.root, path.posix.resolve(built.workdir, file));
  const steps: Record<string, (rest: string) => void> = {
    WORKDIR(rest) {
      built.workdir = rest;
      mkdirSync(inside("."), { recursive: true });
    },
    COPY(rest) {
      const words = rest.split(" ");
      const [, from] = /^--from=(.+)$/.exec(words[0]!) ?? [];
      const target = inside(words.at(-1)!);
      if (from === undefined) copyContext(words.slice(0, -1), target, context, sent);
      else cpSync(path.join(earlier.get(from)!.root, words[1]!), target, { recursive: true, verbatimSymlinks: true });
    },
    RUN: (rest) => void inRoot(built, ["/bin/sh", "-c", rest], "root"),
    ENV: (rest) => Object.assign(built.env, readEnv(rest)),
    USER: (rest) => Object.assign(built, { user: rest }),
    CMD: (rest) => Object.assign(built, { command: rest }),
    ENTRYPOINT: (rest) => Object.assign(built, { entrypoint: rest }),
    HEALTHCHECK: (rest) => Object.assign(built, { health: rest.replace(/^.*?CMD /, "") }),
    VOLUME: (rest) => mkdirSync(inside(rest), { recursive: true }),
    EXPOSE() {},
    STOPSIGNAL() {},
  };
  for (const { name, rest } of stage.steps) {
    const run = steps[name];
    if (!run) throw new Error(`${name} is an instruction that is not known here.`);
    tell(`${stage.name.padEnd(13)}${name} ${rest.length > 100 ? `${rest.slice(0, 100)}…` : rest}`);
    run(rest);
  }
  return built;
}

/** Runs a command in a stage's folder, as the container would: with its settings and in its folder. Returns what it says. */
export function inRoot({ root, env, workdir }: Built, command: string[], user: string): string {
  const as = user === "root" ? [] : [`--userspec=${user}`];
  // What npm downloaded on this machine is used again, and the certificates that it is told to believe.
  const npm = path.join(root, "root/.npm");
  const certificates = existsSync(path.join(root, "root/certificates.pem"));
  if (user === "root" && existsSync(npm) && existsSync("/root/.npm") && readdirSync(npm).length === 0)
    mount("--bind", "/root/.npm", npm);
  return execFileSync("chroot", [...as, root, "/usr/bin/env", `--chdir=${workdir}`, ...command], {
    env: {
      ...env,
      HOME: "/root",
      npm_config_prefer_offline: "true",
      ...(certificates ? { NODE_EXTRA_CA_CERTS: "/root/certificates.pem" } : {}),
    },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

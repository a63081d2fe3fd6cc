// Downloads a file from an address that came from outside. Credentials go only to hosts that may have them, never along a redirect to another;
// private networks are not reachable; the bytes are streamed.
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { isLoopback } from "./local.ts";

/** Redirects that are followed. */
const MAX_REDIRECTS = 3;
/** How long a server may take until its first byte, and between two, in ms. */
const PATIENCE_MS = 30_000;

/** Addresses that are not on the public internet. (IANA special-purpose address registries.) */
const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 3],
  ] as const),
])
  privateNetworks.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  privateNetworks.addSubnet(network, prefix, "ipv6");

/** Whether an IP address is not on the public internet. IPv4 addresses inside of IPv6 ones count as what they are. */
export function isPrivate(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, "$1");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  const family = isIP(mapped ?? bare);
  return family !== 0 && privateNetworks.check(mapped ?? bare, family === 4 ? "ipv4" : "ipv6");
}

/** Looks a name up, and fails when any of its addresses is private: a name that changes its mind between two look-ups gains nothing. */
const publicLookup: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const found = error ? [] : addresses;
    const bad = found.find(({ address }) => isPrivate(address));
    if (error || bad) {
      const fault = error ?? Object.assign(new Error(`${hostname} is on a private network`), { code: "EPRIVATE" });
      return callback(fault, []);
    }
    if (options.all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  });

/** Whether a provider's API is one on this machine or in the house, which is simulated or behind a proxy: the public ones speak https. */
export const isPlain = (base: URL): boolean => base.protocol === "http:" || isLoopback(base.hostname);

/** Makes the connections of downloads. `local`: also to private networks and without TLS, for a provider of which {@link isPlain} is true. */
export function createDownloader({ local }: { local: boolean }): Downloader {
  const agent = new Agent({
    connections: 32,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    connect: { timeout: 10_000, ...(local ? {} : { lookup: publicLookup }) },
  });
  return { agent, local, close: () => agent.close() };
}

/** The connections of downloads. */
export type Downloader = { agent: Dispatcher; local: boolean; close(): Promise<void> };

/** A file that is being downloaded; whoever gets it reads `body` to its end, or dumps it. */
export type Download = { status: number; body: Dispatcher.ResponseData["body"] };

/** What to download. */
export type DownloadRequest = {
  url: string;
  headers: Record<string, string>;
  /** The credentials, and whether a host may have them. */
  authorization: string;
  mayHave(url: URL): boolean;
  signal: AbortSignal;
};

/**
 * Begins a download; follows redirects, without credentials where the host may not have them. Throws for an address that is not allowed, and for
 * faults of the network.
 */
export async function download(downloader: Downloader, asked: DownloadRequest): Promise<Download> {
  let url = new URL(asked.url);
  for (let redirects = 0; ; redirects++) {
    checkAddress(url, downloader);
    const headers = asked.mayHave(url) ? { ...asked.headers, authorization: asked.authorization } : asked.headers;
    const { agent: dispatcher } = downloader;
    const answer = await request(url, { dispatcher, headers, signal: asked.signal });
    const { location } = answer.headers;
    if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== "string")
      return { status: answer.statusCode, body: answer.body };
    await answer.body.dump();
    if (redirects === MAX_REDIRECTS) throw new Error(`${url.host} redirects in a circle`);
    url = new URL(location, url);
  }
}

/** Throws for an address that is not one of the public internet by https. */
function checkAddress(url: URL, { local }: Downloader): void {
  if (local && /^https?:$/.test(url.protocol)) return;
  if (url.protocol !== "https:") throw new Error(`${url.host} is not asked by ${url.protocol}, only by https:`);
  if (url.port !== "") throw new Error(`${url.host} is not asked: only port 443 is`);
  if (url.username !== "" || url.password !== "") throw new Error(`${url.host} is not asked with a password`);
  if (isPrivate(url.hostname)) throw new Error(`${url.hostname} is on a private network`);
}

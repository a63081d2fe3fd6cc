// Tells requests of this machine from those that came through a proxy, a tunnel or a page of another site.
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** Whether a host name or address is only reachable from this machine. Accepts IPv6 addresses with and without brackets. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1") return true;
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|7f[0-9a-f]{2}:[0-9a-f]{1,4})$/.exec(name);
  if (mapped) return mapped[1] === undefined || mapped[1].startsWith("127.");
  return isIP(name) === 4 && name.startsWith("127.");
}

/** Headers that proxies, tunnels and content delivery networks add. */
const forwarding =
  /^(forwarded|x-forwarded.*|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip|client-ip|true-client-ip|x-originating-.*|x-proxy.*|x-host|x-scheme|x-arr-.*|x-azure-.*|x-amz.*|x-amzn-.*|x-appengine-.*|x-cloud-trace-context|x-vercel-.*|x-nf-.*|x-envoy-.*|x-akamai-.*|akamai-.*|x-request-start|x-ngrok-.*|ngrok-.*|x-localtunnel.*|bypass-tunnel-.*|x-tunnel-.*|x-ms-tunnel.*|x-github-.*|x-middleton-.*|x-zrok-.*|via|cf-.*|cdn-.*|fly-.*|fastly-.*|tailscale-.*|x-tailscale-.*|x-pagekite-.*|wl-proxy-client-ip|proxy-.*|front-end-https|surrogate-.*|x-remote-.*|remote-.*|x-sucuri-.*|incap-.*|x-webauth-.*)$/;

const hostOf = (authority: string, scheme = "http:"): string | null =>
  URL.canParse(`${scheme}//${authority}`) ? new URL(`${scheme}//${authority}`).hostname : null;

/**
 * Why a request did not come from a browser or program on this machine, as one sentence; null when it did. A `Host` that is not loopback may
 * be the name of another site (DNS rebinding), and a forwarding header comes from a proxy or a tunnel.
 */
export function whyNotLocal(request: {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}): string | null {
  const { headers, socket } = request;
  if (socket.remoteAddress !== undefined && !isLoopback(socket.remoteAddress))
    return "The request comes from another machine.";
  const host = headers.host === undefined ? null : hostOf(headers.host);
  if (host === null || !isLoopback(host)) return "The request's Host is not localhost.";
  const passed = Object.keys(headers).find((name) => forwarding.test(name));
  if (passed !== undefined) return `The request went through a proxy or a tunnel (${passed}).`;
  const { origin } = headers;
  if (origin !== undefined) {
    const from = URL.canParse(origin) ? new URL(origin).hostname : "";
    if (!isLoopback(from)) return "The request was made by a page of another site.";
  }
  if (headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate")
    return "The request was made by a page of another site.";
  return null;
}

// The address at which boards reach the MQTT broker.
import type { Config } from "./config.ts";
import { isLoopback } from "./local.ts";

/** An MQTT broker as boards reach it. */
export type BrokerAddress = {
  host: string;
  port: number;
  tls: boolean;
  /** Why boards cannot reach it, and what to set; null when no obstacle is known. */
  unreachable: string | null;
};

/** The broker as boards reach it: MQTT_PUBLIC_HOST if set, else the external broker's host, else the host of PUBLIC_URL for our own broker. */
export function brokerAddress({ mqtt, publicUrl }: Pick<Config, "mqtt" | "publicUrl">): BrokerAddress {
  const { host, port, tls } = defaultAddress(mqtt, publicUrl);
  const given = mqtt.publicHost ?? host;
  return { host: given, port: mqtt.publicPort ?? port, tls, unreachable: whyUnreachable(mqtt, given) };
}

function defaultAddress(mqtt: Config["mqtt"], publicUrl: string): Omit<BrokerAddress, "unreachable"> {
  if (mqtt.url === null) return { host: new URL(publicUrl).hostname, port: mqtt.port, tls: false };
  const { protocol, hostname, port } = new URL(mqtt.url);
  const tls = protocol === "mqtts:" || protocol === "wss:";
  // Boards speak plain MQTT, even where Bellhop connects to that broker over WebSocket.
  return { host: hostname, port: protocol.startsWith("mqtt") && port !== "" ? Number(port) : tls ? 8883 : 1883, tls };
}

function whyUnreachable({ url, host, publicHost }: Config["mqtt"], boardsHost: string): string | null {
  const address = "MQTT_PUBLIC_HOST to this machine's address in the boards' network";
  // A broker on loopback can still be reached through a forwarded port of a public address.
  if (url === null && publicHost === null && isLoopback(host))
    return `The broker listens on this machine only (MQTT_HOST is ${host}), so boards cannot reach it. Set MQTT_HOST to 0.0.0.0 and ${address}.`;
  if (isLoopback(boardsHost)) return `To a board, ${boardsHost} is the board itself. Set ${address}.`;
  return null;
}

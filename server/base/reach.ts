// Where others reach this house's parts from outside.
import type { Config } from "./config.ts";

/** A broker of MQTT. */
export type Broker = { host: string; port: number; tls: boolean };

/** The broker as boards reach it: somebody else's, or ours under the name by which the world knows this host. */
export function brokerOf({ mqtt, publicUrl }: Pick<Config, "mqtt" | "publicUrl">): Broker {
  if (mqtt.url === null) return { host: new URL(publicUrl).hostname, port: mqtt.port, tls: false };
  const { protocol, hostname, port } = new URL(mqtt.url);
  const tls = protocol === "mqtts:" || protocol === "wss:";
  // A board speaks plain MQTT, whatever the way in which Bellhop reaches that broker.
  return { host: hostname, port: protocol.startsWith("mqtt") && port !== "" ? Number(port) : tls ? 8883 : 1883, tls };
}

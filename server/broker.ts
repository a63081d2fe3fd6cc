// The connection to the devices: our own MQTT broker, or a connection to an external one.
import { refusedPort } from "./base/ports.ts";
import type { AdmitDevice, DeviceLink, HearDevice, LinkWatch } from "./contract/devices.ts";
import * as devices from "./core/devices/devices.ts";
import type { DevicesOptions } from "./devices.ts";
import { startBroker } from "./edge/mqtt/broker.ts";
import { connectBroker } from "./edge/mqtt/client.ts";
import type { Parts } from "./parts.ts";

/** How to connect to the devices, and callbacks for metrics. */
export type BrokerLink = Pick<DevicesOptions, "open" | "onHeard" | "onCommand"> & {
  /** Why the broker cannot listen, after it was tried; null when it can. */
  refusal(): Error | null;
};

/** The link that the configuration asks for; nothing is opened yet. */
export function createBrokerLink({ config, preparedDb, clock, log, metrics }: Parts): BrokerLink {
  let refusal: Error | null = null;
  const { url, host, port } = config.mqtt;
  const admit: AdmitDevice = (username, password) => devices.authenticate(preparedDb, username, password);
  const open = async (hear: HearDevice, watch: LinkWatch): Promise<DeviceLink> => {
    if (url !== null) return connectBroker({ url, hear, watch, clock, log });
    try {
      return await startBroker({ host, port, admit, hear, clock, log });
    } catch (error) {
      const remedy = "Free it, or set MQTT_PORT to another, or MQTT_URL to the broker that you have.";
      const what = `It is where boards connect (MQTT). ${remedy}`;
      refusal = refusedPort(error, host, port, what, "MQTT_HOST") as Error;
      throw refusal;
    }
  };
  return {
    open,
    refusal: () => refusal,
    onHeard: (seconds) => metrics.heard.observe(seconds),
    onCommand: (seconds) => metrics.lights.observe(seconds),
  };
}

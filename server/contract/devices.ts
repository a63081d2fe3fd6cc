// What boards say and hear, in Bellhop's own words. The edge knows topics and payloads; the core knows devices and spots.

/** Colours that a spot's LED can show, and `off`. */
export const lights = ["green", "blue", "red", "amber", "off"] as const;

export type Light = (typeof lights)[number];

/** Whether a device is there; `never`: it has not been heard of yet. */
export const devicePresences = ["never", "online", "offline"] as const;

export type DevicePresence = (typeof devicePresences)[number];

/** How a device speaks. */
export const deviceTransports = ["mqtt", "http"] as const;

export type DeviceTransport = (typeof deviceTransports)[number];

/** One thing that a board said, or that the broker said of it. */
export type DeviceMessage = {
  /** From the topic's prefix `bellhop/devices/<device id>`; such a device need not exist. */
  deviceId: number;
  /** When it reached Bellhop. */
  at: Date;
  /** The broker kept it from earlier, for whoever subscribes or for Bellhop's session: how old it is is not known. */
  retained: boolean;
} & (
  | {
      kind: "reading";
      /** Whether the sensor sees a car. */
      occupied: boolean;
    }
  | {
      kind: "presence";
      /** Said by the board itself, by its last will, or by the connection that came or went. */
      online: boolean;
    }
  | {
      kind: "light";
      /** What the LED shows; null for a colour that is none of ours. */
      light: Light | null;
    }
  | {
      kind: "unreadable";
      topic: string;
      /** What was expected, for people. */
      reason: string;
    }
);

/** Takes what a board said; resolves when it is durable, and only then is the board told so. */
export type HearDevice = (message: DeviceMessage) => Promise<void>;

/** Who a name and a password belong to: the device's id, or null when nobody is to be let in. */
export type AdmitDevice = (username: string, password: string) => Promise<number | null>;

/** Told how the way to the boards fares after it was opened. */
export type LinkWatch = {
  /** It is or was broken: whether boards are there is not known until they are heard themselves. */
  broken(): void;
  /** It stands again, and what the broker had kept has come. What comes from now on is the boards' own word. */
  ready(): void;
};

/** The way to the boards. */
export interface DeviceLink {
  /** Tells a board what its LED shall show: retained, QoS 1. Resolves when the broker has it. Throws when the broker is out of reach. */
  command(deviceId: number, light: Light): Promise<void>;
  /** Ends a device's connections at once, after its password was changed or it was removed. A foreign broker is not ours to command: nothing happens. */
  drop(deviceId: number): void;
  /** Takes no more messages, waits for those under way, and disconnects. */
  close(): Promise<void>;
}

/** What a board has to be told. */
export type DevicePlan = {
  /** For people; may hold anything. */
  name: string;
  deviceId: number;
  /** Without a slash at its end. */
  topicPrefix: string;
  username: string;
  password: string;
  /** As the board reaches it: a name or an address in its own network. */
  broker: { host: string; port: number; tls: boolean; unreachable?: string | null };
  /** LEDs on the strip, all in the same colour; 1 unless told. */
  leds?: number;
};

/** Writes the file that a device is flashed with. */
export type WriteDeviceConfiguration = (plan: DevicePlan) => string;

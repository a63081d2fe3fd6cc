// What boards send and are sent, in Bellhop's own terms. The edge knows topics and payloads; the core knows devices and spots.

/** Colours that a spot's LED can show, and `off`. */
export const lights = ["green", "blue", "red", "amber", "off"] as const;

export type Light = (typeof lights)[number];

/** Whether a device is connected; `never`: it has not been seen yet. */
export const devicePresences = ["never", "online", "offline"] as const;

export type DevicePresence = (typeof devicePresences)[number];

/** How a device communicates. */
export const deviceTransports = ["mqtt", "http"] as const;

export type DeviceTransport = (typeof deviceTransports)[number];

/** One message from a board, or from the broker about it. */
export type DeviceMessage = {
  /** From the topic's prefix `bellhop/devices/<device id>`; a device with this id need not exist. */
  deviceId: number;
  /** When Bellhop received it. */
  at: Date;
  /** The broker had stored it, as a retained message or for Bellhop's session, so its age is unknown. */
  retained: boolean;
} & (
  | {
      kind: "reading";
      /** Whether the sensor detects a car. */
      occupied: boolean;
    }
  | {
      kind: "presence";
      /** From the board itself, its last will, or a connection that was opened or closed. */
      online: boolean;
    }
  | {
      kind: "light";
      /** What the LED shows; null for a colour that Bellhop does not use. */
      light: Light | null;
    }
  | {
      kind: "unreadable";
      topic: string;
      /** What was expected, as a sentence for people. */
      reason: string;
    }
);

/** Processes a board's message; resolves when the result is durable. Only then is the message acknowledged. */
export type HearDevice = (message: DeviceMessage) => Promise<void>;

/** Checks a user name and password: returns the device's id, or null to refuse. */
export type AdmitDevice = (username: string, password: string) => Promise<number | null>;

/** Callbacks for the state of the connection to the boards after it was opened. */
export type LinkWatch = {
  /** The connection is or was lost: which boards are online is unknown until they report again. */
  broken(): void;
  /** The connection is open again and stored messages have been delivered. Further messages come from the boards now. */
  ready(): void;
};

/** The connection to the boards. */
export interface DeviceLink {
  /** Sends a board the colour for its LED: retained, QoS 1. Resolves when the broker has it. Throws when the broker cannot be reached. */
  command(deviceId: number, light: Light): Promise<void>;
  /**
   * Closes a device's connections at once, after its password was changed or it was removed. Does nothing with an external broker, which Bellhop
   * does not control.
   */
  drop(deviceId: number): void;
  /** Stops accepting messages, waits for those under way, and disconnects. */
  close(): Promise<void>;
}

/** What a board's configuration file contains. */
export type DevicePlan = {
  /** For people; any text. */
  name: string;
  deviceId: number;
  /** Without a trailing slash. */
  topicPrefix: string;
  username: string;
  password: string;
  /** As the board reaches it: a host name or an address in its own network. */
  broker: { host: string; port: number; tls: boolean; unreachable?: string | null };
  /** Number of LEDs on the strip, all in the same colour; 1 by default. */
  leds?: number;
};

/** Returns the configuration file with which a device is flashed. */
export type WriteDeviceConfiguration = (plan: DevicePlan) => string;

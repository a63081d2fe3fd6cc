// The embedded MQTT broker: aedes, with our own decisions about who may connect, publish and subscribe. Wills and client ids are hidden from aedes:
// it would publish wills unchecked, and would let one device close another's connection by using its client id.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Aedes, type Client, type PublishPacket } from "aedes";
import { pause } from "../../base/lease.ts";
import type { Log } from "../../base/log.ts";
import type { AdmitDevice, DeviceLink, HearDevice } from "../../contract/devices.ts";
import { type Admission, createAdmission, type Stranger } from "./admission.ts";
import { Boards, type DeviceConnection } from "./boards.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { createRetainedStore } from "./retained-store.ts";
import { createThrottledLog, type ThrottledLog } from "./throttled-log.ts";
import { ThrottledStream } from "./throttled-stream.ts";
import { command, commandTopic, isKnown, mayPublish, maySubscribe, read } from "./topics.ts";

/** A running broker. */
export type Broker = DeviceLink & {
  /** The port that it listens on. */
  port: number;
};

/** What a broker needs. */
export type BrokerOptions = {
  host: string;
  /** 0 for any free port. */
  port: number;
  admit: AdmitDevice;
  /** Called for one message of a device at a time, and for different devices in parallel. */
  hear: HearDevice;
  clock: () => Date;
  log: Log;
  limits?: Partial<Limits>;
};

/** What is known of a connection before and after it is admitted. */
type Guest = {
  throttledStream: ThrottledStream;
  address: string;
  /** Fires when the connection has ended. */
  left: AbortSignal;
  /** The client id in CONNECT. */
  given: string;
  will: PublishPacket | null;
  seat: DeviceConnection | null;
  topics: Set<string>;
  /** Its entry among the connections that are not authenticated yet. */
  stranger: Stranger;
};

/** The parts of the broker, for the functions below. */
type Parts = {
  boards: Boards;
  door: Admission;
  limits: Limits;
  throttledLog: ThrottledLog;
  log: Log;
  guests: WeakMap<object, Guest>;
  /** Counts drops, and remembers the last one of each device: a connection that came before it is not admitted after it. */
  drops: { count: number; last: Map<number, number> };
};

/** Starts a broker. Throws EADDRINUSE when the port is taken. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { log, clock, hear, admit } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const throttledLog = createThrottledLog(log);
  const parts: Parts = {
    boards: new Boards({ hear, clock, limits }),
    door: createAdmission({ admit, limits, throttledLog }),
    drops: { count: 0, last: new Map() },
    guests: new WeakMap(),
    limits,
    throttledLog,
    log,
  };
  const aedes = await createAedes(parts);
  const open = new Set<ThrottledStream>();
  const server = createServer({ allowHalfOpen: true }, (socket) => receive(parts, aedes, socket, open));
  server.listen(options.port, options.host);
  try {
    await once(server, "listening");
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    throw error;
  }
  server.on("error", (error) => log.error({ err: error }, "MQTT: a connection could not be taken"));
  let closed: Promise<void> | null = null;
  return {
    port: (server.address() as { port: number }).port,
    async command(deviceId, light) {
      if (closed) throw new Error("The MQTT broker is closed.");
      // The retained store has the message before this returns; a subscriber gets it as it reads.
      const packet = { cmd: "publish", topic: commandTopic(deviceId), qos: 1, retain: true, dup: false } as const;
      aedes.publish({ ...packet, payload: Buffer.from(command(light)) }, (error) => {
        if (error && !closed) log.warn({ err: error, device: deviceId }, "MQTT: a light command was not passed on");
      });
    },
    drop(deviceId) {
      parts.drops.last.set(deviceId, ++parts.drops.count);
      parts.boards.drop(deviceId);
    },
    close() {
      closed ??= (async () => {
        const gone = once(server, "close");
        server.close();
        for (const throttledStream of open) throttledStream.hold();
        await parts.boards.settle();
        // What was handled last is acknowledged before the sockets are closed.
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        for (const throttledStream of open) throttledStream.destroy();
        await new Promise<void>((resolve) => aedes.close(() => resolve()));
        await gone;
      })();
      return closed;
    },
  };
}

async function createAedes(parts: Parts): Promise<Aedes> {
  const { limits, log } = parts;
  let serial = 0;
  const aedes = await Aedes.createBroker({
    persistence: createRetainedStore(),
    // No limit: otherwise one slow reader could take up the slots of all others. The throttled streams limit what waits.
    concurrency: 0,
    connectTimeout: limits.connectMs,
    maxTopicLevels: 16,
    maxInflightInbound: 20,
    maxClientsIdLength: limits.packetBytes,
    preConnect(client, packet, done) {
      const guest = guestOf(parts, client);
      if (!guest) return done(new Error("not ours"), false);
      guest.stranger.speak();
      guest.given = packet.clientId.slice(0, 256);
      if (packet.will) guest.will = { cmd: "publish", qos: 0, retain: false, dup: false, ...packet.will };
      delete packet.will;
      packet.clientId = "stranger";
      packet.clean = true;
      packet.keepalive = Math.min(packet.keepalive || limits.keepaliveSeconds, limits.keepaliveSeconds);
      done(null, true);
    },
    authenticate(client, name, password, done) {
      const guest = guestOf(parts, client);
      if (!guest) return done(null, false);
      admitGuest(parts, guest, name ?? "", password ? Buffer.from(password) : Buffer.alloc(0))
        .then((seat) => {
          if (seat) client.id = `${seat.deviceId}:${++serial}`;
          done(null, seat !== null);
        })
        .catch((error: unknown) => {
          log.error({ err: error }, "MQTT: a connection failed");
          guest.throttledStream.destroy();
        });
    },
    authorizePublish(client, packet, done) {
      const guest = guestOf(parts, client);
      if (!guest?.seat) return done(new Error("not let in"));
      take(parts, guest.seat, packet, done);
    },
    authorizeSubscribe(client, subscription, done) {
      const guest = guestOf(parts, client);
      const granted = guest?.seat ? listen(parts, guest, guest.seat.deviceId, subscription.topic) : false;
      done(null, granted ? subscription : null);
    },
    authorizeForward(client, packet) {
      const deviceId = guestOf(parts, client)?.seat?.deviceId;
      return deviceId !== undefined && isKnown(deviceId, packet.topic) ? packet : null;
    },
  });
  watchClients(parts, aedes);
  return aedes;
}

/** The guest that a connection belongs to. */
const guestOf = ({ guests }: Parts, client: Client | null): Guest | undefined =>
  client?.conn && guests.get(client.conn);

function watchClients(parts: Parts, aedes: Aedes): void {
  const { log } = parts;
  aedes.on("clientReady", (client: Client) => {
    const guest = guestOf(parts, client);
    if (guest?.seat) guest.throttledStream.admit(parts.boards.allowanceOf(guest.seat.deviceId));
  });
  aedes.on("clientError", (client: Client, error: Error) => {
    log.debug({ device: guestOf(parts, client)?.seat?.deviceId, reason: error.message }, "MQTT: a connection was cut");
  });
  // @ts-expect-error its types leave out the one event that ends a process when nobody listens
  aedes.on("error", (error: Error) => log.error({ err: error }, "MQTT: the broker stumbled"));
}

/** Takes a new connection. */
function receive(parts: Parts, aedes: Aedes, socket: Socket, open: Set<ThrottledStream>): void {
  const { door, limits, throttledLog, boards } = parts;
  const address = socket.remoteAddress ?? "unknown";
  const left = new AbortController();
  const throttledStream = new ThrottledStream(socket, limits, (reason) =>
    throttledLog(guest.seat ? { device: guest.seat.deviceId } : { address }, reason),
  );
  const guest: Guest = {
    ...{ throttledStream, address, left: left.signal, given: "", will: null, seat: null, topics: new Set() },
    stranger: door.enter(address, () => throttledStream.destroy()),
  };
  open.add(throttledStream);
  parts.guests.set(throttledStream, guest);
  // Timeout until it is admitted; aedes has a shorter one for CONNECT itself.
  const patience = setTimeout(() => !guest.seat && throttledStream.destroy(), limits.connectMs + limits.admissionMs);
  throttledStream.once("close", () => {
    clearTimeout(patience);
    open.delete(throttledStream);
    left.abort();
    if (!guest.seat) return guest.stranger.leave();
    execute(parts, aedes, guest, guest.seat);
    boards.leave(guest.seat);
  });
  aedes.handle(throttledStream);
}

/** Authenticates a connection and gives it a seat; null when it is refused. */
async function admitGuest(
  parts: Parts,
  guest: Guest,
  name: string,
  password: Buffer,
): Promise<DeviceConnection | null> {
  const { boards, door, drops, limits } = parts;
  const { address, left, throttledStream, given } = guest;
  const asked = drops.count;
  const deviceId = await door.ask({ address, name, password, left });
  if (deviceId === null) return null;
  const allowance = boards.allowanceOf(deviceId);
  allowance.spend(limits.packetsPerConnection, 0, performance.now());
  await pause(allowance.wait(performance.now()), left);
  if (left.aborted || (drops.last.get(deviceId) ?? 0) > asked) return null;
  guest.seat = { deviceId, given, throttledStream, waiting: 0, broken: false };
  guest.stranger.leave();
  boards.join(guest.seat);
  return guest.seat;
}

/** A message from a device: refused, or handled before `done` lets aedes acknowledge and distribute it. */
function take(parts: Parts, seat: DeviceConnection, packet: PublishPacket, done: (error?: Error | null) => void): void {
  const { boards, throttledLog, log } = parts;
  const { deviceId } = seat;
  if (!mayPublish(deviceId, packet.topic)) {
    throttledLog({ device: deviceId }, "publishing where it may not");
    done(new Error("publishing where it may not"));
    return;
  }
  const payload = bytesOf(packet);
  const said = read(packet.topic, payload);
  const readable = said ? said.kind !== "unreadable" : payload.length === 0;
  packet.retain = packet.retain && readable && isKnown(deviceId, packet.topic);
  // An older connection may not report the device offline while a newer one is open.
  const outdated = said?.kind === "presence" && !said.online && !boards.isNewest(seat);
  if (!said || outdated) {
    done(null);
    return;
  }
  boards.say(seat, said, (error) => {
    if (error) throttledLog({ device: deviceId }, "what it said could not be kept", error);
    try {
      done(error);
    } catch (fault) {
      log.error({ err: fault }, "MQTT: the broker stumbled over a message");
      seat.throttledStream.destroy();
    }
  });
}

const bytesOf = ({ payload }: PublishPacket): Buffer => (Buffer.isBuffer(payload) ? payload : Buffer.from(payload));

/** Publishes a device's last will, if it left without DISCONNECT and has no other connection. */
function execute(parts: Parts, aedes: Aedes, { will, throttledStream }: Guest, seat: DeviceConnection): void {
  if (!will || throttledStream.saidGoodbye || seat.broken || !parts.boards.isOnly(seat)) return;
  const pass = (error?: Error | null) => {
    if (!error) aedes.publish(will, () => {});
  };
  // The disconnect itself already reports the device offline, so a will that says the same is only published.
  const repeats = mayPublish(seat.deviceId, will.topic) && read(will.topic, bytesOf(will))?.kind === "presence";
  if (repeats) pass();
  else take(parts, seat, will, pass);
}

/** Whether a device may subscribe to a topic; logs why not. */
function listen(parts: Parts, guest: Guest, deviceId: number, topic: string): boolean {
  if (!maySubscribe(deviceId, topic)) {
    parts.throttledLog({ device: deviceId }, "listening where it may not");
    return false;
  }
  if (guest.topics.size >= parts.limits.subscriptions && !guest.topics.has(topic)) {
    parts.throttledLog({ device: deviceId }, "listening to too many topics");
    return false;
  }
  guest.topics.add(topic);
  return true;
}

// Puts a simulator together: simulated phones on one side, fake Meta and Twilio on the other, Bellhop in between.
import { createApi } from "./api/routes.ts";
import { type Bus, createBus } from "./bus.ts";
import { createCalls } from "./chat/calls.ts";
import type { ChatMessage, Line, Phone } from "./chat/message.ts";
import { createPhoneActions } from "./chat/phone.ts";
import { createWorld, type World } from "./chat/world.ts";
import { createFlights } from "./delivery/flights.ts";
import { createMetaCourier, type MetaCourier } from "./delivery/meta-courier.ts";
import { answered, createPoster, type Poster } from "./delivery/post.ts";
import { createTwilioCourier } from "./delivery/twilio-courier.ts";
import { createFaults } from "./faults.ts";
import { createFront } from "./front.ts";
import { type Account, createAccount } from "./graph/account.ts";
import { createCallSettings } from "./graph/call-settings.ts";
import { createCallPermissions } from "./graph/permissions.ts";
import { createRates } from "./graph/rates.ts";
import { createGraph } from "./graph/server.ts";
import { createTemplates } from "./graph/template-store.ts";
import { createUploads } from "./graph/uploads.ts";
import { createLinkCheck } from "./link-check.ts";
import { createMediaStore } from "./media-store.ts";
import { resolveSettings, type Settings, type SimulatorOptions } from "./options.ts";
import { createAnnounce, createCallReport, createOutside } from "./outside.ts";
import { createPark } from "./park/park.ts";
import { createReview } from "./review.ts";
import { createSpoiler } from "./spoil.ts";
import type { Simulator } from "./surface.ts";
import { createTicks, type Ticks } from "./ticks.ts";
import { createTimers, type Timers } from "./timers.ts";
import { createTwilioState } from "./twilio/account.ts";
import { createContents } from "./twilio/content.ts";
import { createTwilio, type TwilioServer } from "./twilio/server.ts";
import { readTwiml } from "./twilio/twiml.ts";
import { createWaiting } from "./waiting.ts";
import { createWireLog, type WireLog } from "./wire-log.ts";

export type { SimulatorOptions } from "./options.ts";
export type { Simulator } from "./surface.ts";

type Chats = Pick<
  Simulator,
  "phone" | "phones" | "transcript" | "readChat" | "setChatOpen" | "closeWindow" | "sends" | "sent"
>;

/** Creates a simulator. It opens no connection before the first use. Throws if a base URL is not http(s). */
export function createSimulator(options: SimulatorOptions): Simulator {
  const settings = resolveSettings(options);
  const bus = createBus();
  const timers = createTimers();
  const flights = createFlights(bus);
  const poster = createPoster();
  const faults = createFaults(bus, settings.random);
  const log = createWireLog(bus, settings.clock, settings.limits.logEntries);
  const world = createWorld(bus, settings.clock);
  const media = createMediaStore();
  const links = createLinkCheck(settings);
  const contents = createContents();
  const carried = { settings, poster, timers, faults, log, flights };
  const [meta, twilioCourier] = [createMetaCourier(carried), createTwilioCourier(carried)];
  const announce = createAnnounce({ settings, world, meta, twilio: twilioCourier });
  const mute = (line: Line) => faults.strikes("no_status", line) !== null;
  const ticks = createTicks({ world, settings, timers, flights, announce, mute });
  const rates = createRates(settings.limits, settings.clock);
  const account = createAccount();
  const { calls, callSettings } = createCalling({ account, world, bus, settings, timers, meta });
  const permissions = createCallPermissions(bus, settings.clock);
  const uploads = createUploads();
  const templates = createTemplates({ clock: settings.clock, typeOf: uploads.typeOf });
  const served = { settings, world, bus, media, ticks, faults };
  const graph = createGraph({
    ...{ ...served, account, calls, callSettings, permissions, rates, links, templates, uploads },
  });
  const twilio = createTwilio({ ...served, contents, account: createTwilioState() });
  const twiml = twimlReader(twilio, log);
  const outside = createOutside({ settings, world, media, meta, twilio: twilioCourier, twiml, optOut: twilio.optOut });
  const actions = createPhoneActions({ world, media, settings, outside });
  const waiting = createWaiting({ bus, world, flights });
  const spoiler = createSpoiler(faults, timers);
  const park = createPark({ settings, bus, timers, poster, log, until: waiting.until });

  const simulator: Simulator = {
    ...{ ...actions, ...calls, ...waiting },
    ...chats({ world, ticks, settings }),
    handle: (req, res, path) => front.handle(req, res, path),
    endStreams: () => api.close(),
    async close() {
      timers.clear();
      waiting.close();
      api.close();
      spoiler.close();
      await poster.close();
      await park?.close();
    },
    ...{ faults, media, park },
    wire: log,
    listen: (listener) => bus.listen(listener),
    ...{ account, callSettings, twilioAccount: twilio.account },
    tellNews: (field, value) => meta.deliver({ field, value }),
    ...createReview({ templates, contents, meta }),
    verifyWebhook: () => verifyWebhook(settings, poster),
  };
  const api = createApi({ simulator, settings, media });
  const front = createFront({ graph, twilio, spoiler, api, log, settings });
  return simulator;
}

/** Phone calls, and the settings that say whether phones can call. */
function createCalling(given: {
  account: Account;
  world: World;
  bus: Bus;
  settings: Settings;
  timers: Timers;
  meta: MetaCourier;
}) {
  const callSettings = createCallSettings(given);
  const { refuses } = callSettings;
  return { callSettings, calls: createCalls({ ...given, tell: createCallReport(given), refuses }) };
}

/** Phones and their chats, to read and to change. */
function chats({ world, ticks, settings }: { world: World; ticks: Ticks; settings: Settings }): Chats {
  return {
    phone(number, change) {
      const phone = world.phone(number, change);
      if (change?.online) ticks.awake(phone.number);
      return phone;
    },
    phones: () => world.phones(),
    transcript: (phone, line = "meta") => world.chat(phone, line),
    readChat: (phone, line = "meta") => ticks.read(phone, line),
    setChatOpen(phone, line, open) {
      world.setChatOpen(phone, line, open);
      if (open && settings.reads === "when_open") ticks.read(phone, line);
    },
    closeWindow(phone, line = "meta") {
      world.heardFrom(world.phone(phone).number, line, settings.clock() - 25 * 3600 * 1000);
    },
    sends: (key) => world.messages().filter((one) => carriesKey(one, key)),
    sent: (filter) => sentBy(world, filter),
  };
}

/** Sends the messages of the TwiML with which Bellhop answers a webhook of Twilio. */
function twimlReader(twilio: TwilioServer, log: WireLog) {
  return (phone: Phone, body: string, contentType: string) => {
    try {
      for (const message of readTwiml(body, contentType)) {
        const text = { type: "text" as const, text: message.body };
        const request = {
          content: text,
          template: false,
          scheduled: false,
          statusCallback: message.statusCallback,
          dooms: null,
        };
        void twilio.send(request, phone, message.statusCallback ?? "twiml");
      }
    } catch (error) {
      log.add({
        direction: "webhook",
        line: "twilio",
        method: "POST",
        path: "(the answer to it)",
        status: null,
        ms: 0,
        note: String(error),
        request: null,
        response: body.slice(0, 2000),
      });
    }
  };
}

/** Whether a message was sent with this echo key: equal at Meta, part of the StatusCallback URL at Twilio. */
const carriesKey = ({ line, key: own }: ChatMessage, key: string): boolean =>
  own !== null && (line === "meta" ? own === key : own.includes(key));

function sentBy(world: World, filter: { line?: Line; phone?: string } = {}): ChatMessage[] {
  return world
    .messages()
    .filter(
      (one) =>
        one.from === "business" &&
        (!filter.line || one.line === filter.line) &&
        (!filter.phone || one.phone === filter.phone.replace(/\D/g, "")),
    );
}

async function verifyWebhook(settings: Settings, poster: Poster): Promise<boolean> {
  const challenge = String(Math.floor(settings.random() * 1e9) + 1e9);
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.challenge": challenge,
    "hub.verify_token": settings.meta.verifyToken,
  });
  const answer = await poster.send(`${settings.meta.webhookUrl}?${query}`, {}, null, settings.timing.metaTimeoutMs);
  return answered(answer) && answer.status === 200 && answer.body === challenge;
}

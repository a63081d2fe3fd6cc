// The command line for parking: lots with their spots, and the devices at them.
import { type Command, InvalidArgumentError } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { brokerAddress } from "./base/broker-address.ts";
import { wallClock } from "./base/clock.ts";
import { money } from "./base/money.ts";
import { isTimeZone } from "./base/zones.ts";
import { oneLine, type WithDatabase, wholeNumber } from "./cli-options.ts";
import * as devices from "./core/devices/devices.ts";
import { createRunCommand } from "./core/parking/chat/run-command.ts";
import * as codes from "./core/parking/codes.ts";
import * as lots from "./core/parking/lots.ts";
import { reconcile } from "./core/parking/reconcile.ts";
import * as spots from "./core/parking/spots.ts";
import { isCurrency, MAX_RATE_CENTS, usual } from "./core/parking/terms.ts";
import { esphomeConfiguration } from "./edge/esphome/configuration.ts";

const by = "cli";

const currency = (text: string): string => {
  if (!isCurrency(text)) throw new InvalidArgumentError("It must be a code of ISO 4217 in capitals, such as USD.");
  return text;
};
const zone = (text: string): string => {
  if (!isTimeZone(text)) throw new InvalidArgumentError("It must be an IANA time zone, such as Europe/Berlin.");
  return text;
};
const rate = (text: string): number => {
  const cents = wholeNumber(text);
  if (cents > MAX_RATE_CENTS) throw new InvalidArgumentError(`It must be at most ${MAX_RATE_CENTS}.`);
  return cents;
};
const spotCodes = (text: string): string[] =>
  text.split(",").map((part) => {
    const code = codes.tidy(part);
    const fault = codes.faultOf(code);
    if (fault !== null) throw new InvalidArgumentError(`The code "${code}" ${fault}.`);
    return code;
  });

/** Adds `lots` and `devices`. */
export function addParkingCommands(program: Command, withDatabase: WithDatabase): void {
  addLotCommands(program, withDatabase);
  addDeviceCommands(program, withDatabase);
}

function addLotCommands(program: Command, withDatabase: WithDatabase): void {
  const lotsCommand = program.command("lots").description("car parks");
  lotsCommand
    .command("create")
    .argument("<name>", "what drivers call it", oneLine)
    .requiredOption("--currency <code>", "of all its sums, such as USD", currency)
    .requiredOption("--rate <cents>", "price of an hour in the currency's smallest unit", rate)
    .requiredOption("--spots <codes>", "codes of its spots, separated by commas: A,B,C", spotCodes)
    .option("--time-zone <name>", "in which drivers are told times", zone, usual.time_zone)
    .description("make a lot with its spots; its other terms can be changed with the API")
    .action((name: string, options: { currency: string; rate: number; spots: string[]; timeZone: string }) =>
      withDatabase(async (db) => {
        const terms = { ...usual, currency: options.currency, time_zone: options.timeZone };
        const lot = await createRunCommand(db, wallClock)(by, async (ctx) => {
          await codes.checkNew(ctx, null, options.spots);
          return lots.create(ctx, { ...terms, name, rate_cents_per_hour: options.rate }, options.spots);
        });
        console.log(`Lot ${lot.id} (${lot.name}) has the spots ${options.spots.join(", ")}.`);
      }),
    );
  lotsCommand
    .command("list")
    .description("all lots with what their spots are now")
    .action(() =>
      withDatabase(async (db) => {
        const rows = await lots.list(db);
        if (rows.length === 0)
          return console.log("There are no lots. Make one with: npm run bellhop -- lots create NAME --help");
        const all = await spots.list(db, null);
        for (const lot of rows) {
          console.log(
            `${lot.id}  ${lot.name}  ${money(lot.rate_cents_per_hour, lot.currency)} (${lot.currency}) an hour, ${lot.time_zone}`,
          );
          for (const spot of all.filter((one) => one.lot_id === lot.id))
            console.log(
              `   ${spot.code}  ${spots.stateOfSpot(spot)}${spot.device_name === null ? "" : `  ${spot.device_name}`}`,
            );
        }
      }),
    );
}

/** The only spot with a code. Throws an error with a message for the user. */
async function spotNamed(db: Kysely<DB>, code: string, lot: string | undefined): Promise<number> {
  const all = await lots.list(db);
  const wanted = all.filter((one) => lot === undefined || String(one.id) === lot || one.name === lot);
  if (wanted.length === 0) throw new Error(`There is no lot ${lot}. See: npm run bellhop -- lots list`);
  const found = (await codes.named(db, code, null)).filter((spot) => wanted.some((one) => one.id === spot.lot_id));
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0) throw new Error(`There is no spot ${code}. See: npm run bellhop -- lots list`);
  const names = wanted
    .filter((one) => found.some((spot) => spot.lot_id === one.id))
    .map((one) => `${one.id} (${one.name})`);
  throw new Error(`Spot ${code} is in the lots ${names.join(", ")}. Say which with --lot.`);
}

function addDeviceCommands(program: Command, withDatabase: WithDatabase): void {
  const devicesCommand = program.command("devices").description("boards at the spots");
  devicesCommand
    .command("create")
    .argument("<name>", "what people call it", oneLine)
    .option("--spot <code>", "where it is mounted")
    .option("--lot <lot>", "name or number of the spot's lot, where several lots have one of that code")
    .description("make a board known; prints its configuration for ESPHome, which holds the password: > board.yaml")
    .action((name: string, options: { spot?: string; lot?: string }) =>
      withDatabase(async (db, config) => {
        const spotId = options.spot === undefined ? null : await spotNamed(db, options.spot, options.lot);
        const made = await createRunCommand(db, wallClock)(by, async (ctx) => {
          const given = await devices.create(ctx, { name, spotId });
          if (spotId !== null) await reconcile(ctx, [spotId]);
          return given;
        });
        const { id, topic_prefix, username, password } = made;
        const broker = brokerAddress(config);
        console.error(
          `Device ${id} (${name}). The password is shown this once.\n  topic prefix  ${topic_prefix}\n  name          ${username}\n  password      ${password}\n  broker        ${broker.host}:${broker.port}\n`,
        );
        if (broker.unreachable !== null) console.error(`${broker.unreachable}\n`);
        process.stdout.write(
          esphomeConfiguration({ name, deviceId: id, topicPrefix: topic_prefix, username, password, broker }),
        );
      }),
    );
  devicesCommand
    .command("list")
    .description("all boards and what is known of them")
    .action(() =>
      withDatabase(async (db) => {
        const rows = await devices.list(db);
        if (rows.length === 0)
          return console.log("There are no devices. Make one with: npm run bellhop -- devices create NAME --spot CODE");
        const all = new Map((await spots.list(db, null)).map((spot) => [spot.id, spot.code]));
        console.table(
          rows.map((row) => ({
            id: row.id,
            name: row.name,
            spot: all.get(row.spot_id ?? 0) ?? "",
            is: row.presence,
            "last seen": row.last_seen_at?.toISOString() ?? "never",
            sees: row.occupied === null ? "" : row.occupied ? "a car" : "nothing",
            light: row.light_reported ?? "",
          })),
        );
      }),
    );
}

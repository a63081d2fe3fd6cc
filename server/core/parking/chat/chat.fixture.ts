// A car park, its drivers and their conversations on a real database, for tests of the chat: what somebody writes, what the skill answers,
// and what the sensor sees, with the clock in the test's hand.
import { sql, type Transaction } from "kysely";
import { beforeEach, expect } from "vitest";
import type { DB } from "../../../../db/rows.ts";
import { at, metaChannel, next, twilioChannel } from "../../../../test/support/build.ts";
import { useDatabase } from "../../../../test/support/database.ts";
import { openConversation } from "../../../../test/support/record.ts";
import type { MessageType } from "../../../contract/inbound.ts";
import type { Draft } from "../../../contract/outbound.ts";
import type { Language, Notification, Turn } from "../../../contract/skill.ts";
import * as accounts from "../../accounts/accounts.ts";
import * as ledger from "../../accounts/ledger.ts";
import * as devices from "../../devices/devices.ts";
import * as state from "../../devices/state.ts";
import * as bookings from "../bookings.ts";
import type { CommandContext } from "../command-context.ts";
import * as incidents from "../incidents.ts";
import * as lots from "../lots.ts";
import type { Notice } from "../notices.ts";
import { reconcile } from "../reconcile.ts";
import * as spots from "../spots.ts";
import { faultsOf, makeLot } from "./facts.fixture.ts";
import { createParkingSkill } from "./skill.ts";

export type Driver = {
  contactId: number;
  phone: string;
  conversations: Record<"meta" | "twilio", number>;
  language?: Language;
};

type Said = {
  /** The message under which it stands. */
  under?: number;
  seconds?: number;
  line?: "meta" | "twilio";
  payload?: string;
  id?: number;
  type?: MessageType;
};

/** What a message says of the one under which it stands. */
type Reference = { repliesTo: number | null; repliesToAnswerOf: number | null };

/** The text of a draft; empty when it has none. */
export const textOf = (draft: Draft | undefined): string => (draft && "text" in draft ? draft.text : "");

/** What the choices of a draft come back as. */
export const choices = (draft: Draft | undefined): string[] => {
  if (draft?.type === "buttons") return draft.buttons.map(({ id }) => id);
  return draft?.type === "list" ? draft.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) : [];
};

/** An id for a message that the database, which counts from one, does not come to give to another. */
export const ownId = (): number => 1_000_000_000 + next();

/** Gives the calling test file a car park with its chat. Call it at the top level. */
export function useChat(): Chat {
  const chat = new Chat();
  beforeEach(() => chat.begin());
  return chat;
}

/** Each test begins with one lot, whose spot A has a board and sees no car, and with a driver who has not written yet. */
class Chat {
  private readonly database = useDatabase();
  readonly skill = createParkingSkill();
  /** What is to be told after commands of others. */
  notices: Notice[] = [];
  /** What the skill told others. */
  told: Notification[] = [];
  /** How many of those stand in their conversations. */
  private delivered = 0;
  lot!: lots.Lot;
  own!: spots.Spot[];
  board!: number;
  ana!: Driver;

  get db() {
    return this.database.db;
  }

  begin = async (): Promise<void> => {
    this.notices = [];
    this.told = [];
    await this.empty();
    const made = await this.makeSpots({}, ["A", "B"]);
    this.lot = made.lot;
    this.own = made.spots;
    const given = { name: "Post A", spotId: made.spots[0]!.id };
    this.board = (await this.command(0, (one) => devices.create(one, given))).id;
    await this.hear(0, { kind: "presence", online: true });
    await this.car(0, false);
    this.ana = await this.makeDriver();
  };

  /** Does something at a time by another door. */
  command = <T>(seconds: number, run: (ctx: CommandContext) => Promise<T>): Promise<T> =>
    this.db.transaction().execute((tx) => run({ tx, now: at(seconds), by: "test", notices: this.notices }));

  /** Somebody with a conversation on either line. */
  makeDriver = async (): Promise<Driver> => {
    const from = String(15_550_400_000 + next());
    const meta = await openConversation(this.db, { from, channel: metaChannel });
    const twilio = await openConversation(this.db, { from, channel: twilioChannel });
    const conversations = { meta: meta.conversationId, twilio: twilio.conversationId };
    return { contactId: meta.contactId, phone: from, conversations };
  };

  makeSpots = async (given: Partial<lots.LotInput>, codes: string[]) => {
    const { id, created_at, updated_at, ...input } = makeLot(given);
    const made = await this.command(0, (one) => lots.create(one, input, codes));
    return { lot: made, spots: await spots.list(this.db, made.id) };
  };

  /** Takes away every lot with all that is in it. */
  empty = async (): Promise<void> => {
    const inOrder = ["incidents", "waitlist", "bookings", "device_readings", "devices", "spots", "lots"] as const;
    for (const table of inOrder) await this.db.deleteFrom(table).execute();
  };

  /** Writes a message of the conversation down; one with an id that is there already is the same. */
  written = async (
    conversation: number,
    given: { text: string | null; seconds: number; id?: number | undefined; answers?: number | null; origin?: string },
  ): Promise<number> => {
    const { text, seconds, id, answers, origin = "bot:parking" } = given;
    const out = answers !== undefined;
    const { rows } = await sql<{ id: number }>`
      insert into messages (${id === undefined ? sql`` : sql`id, `}channel_id, conversation_id, direction, type, text_body, sent_at, received_at, status,
        origin, answers_id)
      overriding system value
      select ${id === undefined ? sql`` : sql`${id}::bigint, `}channel_id, id, ${out ? "out" : "in"}, 'text', ${text}, ${at(seconds)}, ${at(seconds)},
        ${out ? "sent" : null}, ${out ? origin : null}, ${answers ?? null}::bigint from conversations where id = ${conversation}
      on conflict do nothing returning id`.execute(this.db);
    return rows[0]?.id ?? id!;
  };

  /** Writes down what was told to others since, each on the line on which they wrote first. */
  private deliver = async (seconds: number): Promise<void> => {
    if (this.told.length < this.delivered) this.delivered = 0;
    for (const { contactId, draft } of this.told.slice(this.delivered)) {
      const find = this.db.selectFrom("conversations").select("id").where("contact_id", "=", contactId).orderBy("id");
      const { id } = await find.executeTakeFirstOrThrow();
      await this.written(id, { text: textOf(draft), seconds, answers: null });
    }
    this.delivered = this.told.length;
  };

  private referring = async (under: number | null): Promise<Reference> => {
    if (under === null) return { repliesTo: null, repliesToAnswerOf: null };
    const find = this.db.selectFrom("messages").select("answers_id").where("id", "=", under);
    const row = await find.executeTakeFirst();
    return { repliesTo: row ? under : 0, repliesToAnswerOf: row?.answers_id ?? null };
  };

  /** The id of the message that was sent last to a driver on a line. */
  lastTo = async (driver: Driver, line: "meta" | "twilio" = "meta"): Promise<number> => {
    const find = this.db.selectFrom("messages").select("id").where("conversation_id", "=", driver.conversations[line]);
    return (await find.where("direction", "=", "out").orderBy("id", "desc").executeTakeFirstOrThrow()).id;
  };

  /** The turn of a message that is written down. */
  turnOf = (
    tx: Transaction<DB>,
    driver: Driver,
    given: Pick<Said, "seconds" | "line" | "payload" | "type"> & {
      id: number;
      text: string | null;
      refers?: Reference;
    },
  ): Turn<Transaction<DB>> => {
    const { seconds = 0, line = "meta", payload, type = "text", id, text, refers } = given;
    return {
      tx,
      now: at(seconds),
      channel: { id: 1, provider: line, language: "en" },
      conversation: { id: driver.conversations[line] },
      contact: { id: driver.contactId, name: "Ana", phone: driver.phone, language: driver.language ?? null },
      message: {
        id,
        type,
        text,
        payload: payload ?? null,
        ...(refers ?? { repliesTo: null, repliesToAnswerOf: null }),
        sentAt: at(seconds),
      },
      quiet: false,
      commands: [],
      notify: (one) => void this.told.push(one),
      handOver: () => {},
      afterwards: () => {},
    };
  };

  /** One message and what the skill answers. */
  say = async (driver: Driver, text: string | null, said: Said = {}): Promise<Draft[] | null> => {
    const { seconds = 0, line = "meta", under = null, payload, type } = said;
    const conversation = driver.conversations[line];
    const refers = await this.referring(under);
    const id = await this.written(conversation, { id: said.id, text, seconds });
    const given = { ...(payload ? { payload } : {}), ...(type ? { type } : {}), id, text, seconds, line, refers };
    const drafts = await this.db.transaction().execute((tx) => this.skill.answer(this.turnOf(tx, driver, given)));
    for (const draft of drafts ?? []) await this.written(conversation, { text: textOf(draft), seconds, answers: id });
    await this.deliver(seconds);
    expect((drafts ?? []).flatMap(faultsOf)).toEqual([]);
    return drafts;
  };

  /** The words of the one draft that a message is answered with. */
  ask = async (driver: Driver, text: string, said: Said = {}): Promise<string> => {
    const drafts = await this.say(driver, text, said);
    expect(drafts).toHaveLength(1);
    return textOf(drafts![0]);
  };

  /** What the board of spot A says. */
  hear = (seconds: number, what: { kind: "presence"; online: boolean } | { kind: "reading"; occupied: boolean }) =>
    this.command(seconds, async (one) => {
      const message = { deviceId: this.board, retained: false, at: at(seconds), receivedAt: at(seconds), ...what };
      const { spots: changed } = await state.note(one.tx, [{ ...message, transport: "mqtt" }]);
      await reconcile(one, [...changed.keys()]);
    });

  car = (seconds: number, occupied: boolean) => this.hear(seconds, { kind: "reading", occupied });

  look = (seconds: number) =>
    this.command(seconds, (one) =>
      reconcile(
        one,
        this.own.map(({ id }) => id),
      ),
    );

  accountOf = async (driver: Driver) => (await accounts.ofContact(this.db, driver.contactId))!;

  openOf = async (driver: Driver) => bookings.openOf(this.db, (await this.accountOf(driver)).id);

  openKinds = async () => {
    const all = { open: true, lotId: null, bookingId: null, limit: 9, before: null };
    return (await incidents.list(this.db, all)).rows.map(({ kind }) => kind);
  };

  /** Sets what somebody has. */
  setBalance = async (driver: Driver, cents: number): Promise<void> => {
    await this.say(driver, "hi there");
    const { id } = await this.accountOf(driver);
    const before = await ledger.balanceOf(this.db, id, "USD");
    const given = { cents: cents - before, currency: "USD", reason: "test", key: `set${next()}` };
    await this.command(0, (one) => accounts.adjust(one, id, { kind: "adjustment", ...given }));
  };

  /** Takes every spot of the lot by others. */
  fill = async (seconds = 0): Promise<Driver[]> => {
    const others: Driver[] = [];
    for (const spot of this.own) {
      const other = await this.makeDriver();
      await this.say(other, `book ${spot.code} at ${this.lot.name}`, { seconds });
      expect(await this.openOf(other)).toMatchObject({ spot_id: spot.id });
      others.push(other);
    }
    return others;
  };
}

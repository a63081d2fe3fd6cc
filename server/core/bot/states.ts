// The bot's state of a conversation, read before its turns and written after them: whether a colleague has taken it over, how often in a row
// the bot did not understand, and its recent answers.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { recordset } from "../../base/db.ts";
import type { Draft } from "../../contract/outbound.ts";
import type { Language } from "../../contract/skill.ts";

/** Limits on the bot's answers in one conversation. */
export type Budget = {
  /** Answers per hour; 0: no limit. When both limits are 0, repeats are not limited either. */
  perHour: number;
  /** Answers per day; 0: no limit. */
  perDay: number;
};

/** The state of a conversation. Changed during turns, and saved by {@link write}. */
export type State = {
  conversationId: number;
  /** The language of the number, and the contact's own; `chosen`: by them or by staff, so that it does not follow what they write. */
  languages: { house: Language; own: Language | null; chosen: boolean };
  /** A colleague has taken it over. */
  quiet: boolean;
  /** The bot is switched off for the number. */
  botOff: boolean;
  waiting: boolean;
  snoozed: boolean;
  /** Messages in a row that were not understood. 1: the bot has sent its help; 2: it has said that a person will answer. */
  misses: number;
  missedAt: Date | null;
  /** Until when the budget is used up. */
  hushedUntil: Date | null;
  /** Times of the answers within the last day, newest first. */
  answers: Date[];
  /** Recent answers. */
  said: Draft[];
  changed: boolean;
};

/** For how long an answer counts as recent. */
const RECENT_ANSWER_MS = 10 * 60_000;
/** For how long a message that was not understood is remembered. */
const MISS_REMEMBERED_MS = 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

type Row = {
  id: number;
  house: Language;
  own: Language | null;
  chosen: boolean | null;
  quiet: boolean;
  bot_off: boolean;
  stage: string;
  misses: number | null;
  missed_at: Date | null;
  out_of_answers_until: Date | null;
  answers: number[] | null;
  said: Draft[] | null;
};

/** Reads the states of conversations. Notifications do not count as answers. */
export async function read(
  tx: Transaction<DB>,
  ids: readonly number[],
  budget: Budget,
  now: Date,
): Promise<Map<number, State>> {
  if (ids.length === 0) return new Map();
  const counted = budget.perHour > 0 || budget.perDay > 0;
  const since = new Date(now.getTime() - DAY_MS);
  const given = sql`
    left join lateral (
      select array_agg(extract(epoch from sent_at)::float8 * 1000 order by sent_at desc, id desc) filter (where origin <> ${pauseOrigin}) as answers,
        jsonb_agg(content -> 'draft') filter (where sent_at > ${new Date(now.getTime() - RECENT_ANSWER_MS)}) as said
      from (
        select id, sent_at, content, origin from messages m
        where m.conversation_id = c.id and m.direction = 'out' and m.sent_at > greatest(${since}::timestamptz, b.counted_from)
          and m.origin like 'bot:%' and (m.answers_id is not null or m.origin in (${ownOrigin}, ${pauseOrigin}, ${rulesOrigin}))
        order by m.sent_at desc, m.id desc limit ${Math.max(budget.perHour, budget.perDay) + 1}
      ) newest
    ) a on true`;
  const { rows } = await sql<Row>`
    select c.id, h.language as house, p.language as own, p.language_chosen as chosen, c.bot_quiet_since is not null as quiet, not h.bot_enabled as bot_off, c.stage, b.misses, b.missed_at, b.out_of_answers_until,
      ${counted ? sql`a.answers, a.said` : sql`null as answers, null as said`}
    from conversations c join channels h on h.id = c.channel_id left join contacts p on p.id = c.contact_id
      left join bot_states b on b.conversation_id = c.id ${counted ? given : sql``}
    where c.id = any(${ids}::bigint[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, stateOf(row, now)]));
}

/** The origin of messages that the bot sends without a skill. */
const ownOrigin = "bot:fallback";
/** The origin of messages that rules send without having been asked. */
export const rulesOrigin = "bot:rules";
/** The origin of messages that announce a pause, which do not count towards the budget. */
const pauseOrigin = "bot:budget";

function stateOf(row: Row, now: Date): State {
  const forgotten = row.missed_at === null || now.getTime() - row.missed_at.getTime() > MISS_REMEMBERED_MS;
  return {
    conversationId: row.id,
    languages: { house: row.house, own: row.own, chosen: row.chosen === true },
    quiet: row.quiet,
    botOff: row.bot_off,
    waiting: row.stage === "waiting",
    snoozed: row.stage === "snoozed",
    misses: forgotten ? 0 : row.misses!,
    missedAt: forgotten ? null : row.missed_at,
    hushedUntil: row.out_of_answers_until,
    answers: (row.answers ?? []).map((at) => new Date(at)),
    said: row.said ?? [],
    changed: false,
  };
}

/** The state of a new conversation. */
export function blank(conversationId: number): State {
  return {
    languages: { house: "en", own: null, chosen: false },
    ...{ conversationId, quiet: false, botOff: false, waiting: false, snoozed: false },
    ...{ misses: 0, missedAt: null, hushedUntil: null },
    ...{ answers: [], said: [], changed: false },
  };
}

/** Saves the states that have changed. */
export async function write(tx: Transaction<DB>, states: Iterable<State>): Promise<void> {
  const rows = [...states]
    .filter((state) => state.changed)
    .map(({ conversationId, misses, missedAt, hushedUntil }) => ({
      ...{ conversation_id: conversationId, misses, missed_at: missedAt, out_of_answers_until: hushedUntil },
    }));
  if (rows.length === 0) return;
  const shape = "conversation_id bigint, misses int, missed_at timestamptz, out_of_answers_until timestamptz";
  await sql`
    insert into bot_states (conversation_id, misses, missed_at, out_of_answers_until)
    select * from ${recordset("r", shape, rows)} order by conversation_id
    on conflict (conversation_id) do update set
      misses = excluded.misses, missed_at = excluded.missed_at, out_of_answers_until = excluded.out_of_answers_until`.execute(
    tx,
  );
}

// The rules as a skill: they answer messages, and look at those that another skill answered. What needs no customer to wait is left to due.ts.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { type Draft, fileOf } from "../../contract/outbound.ts";
import type { Command, Language, Prompt, Skill, Turn } from "../../contract/skill.ts";
import { alternatives } from "../bot/match.ts";
import { languageOf, messagesIn } from "../texts/catalogue.ts";
import * as builtIn from "./built-in.ts";
import { applying, type CompiledRule, messageOccurrence, needsFor, split } from "./compile.ts";
import { type Fact, type Facts, type Needs, readFacts } from "./facts.ts";
import { filledDraft } from "./fill.ts";
import { type Action, atOnce, nameOf } from "./rule.ts";
import * as rules from "./rules.ts";
import * as runs from "./runs.ts";

type Tx = Transaction<DB>;

/** The rules that are on, ready to be asked. */
type Loaded = { messages: CompiledRule[]; others: CompiledRule[]; needs: Needs };

/** What a transaction has read and noted. */
type Batch = { loaded: Promise<Loaded>; facts: Map<number, Facts>; noted: runs.MessageRun[] };

/** `facts`: what the skills know of contacts. */
export function createRuleSkill({ facts = [] }: { facts?: readonly Fact[] } = {}): Skill<Tx> {
  const load = createLoader(facts);
  const batches = new WeakMap<object, Batch>();
  const batchOf = (tx: Tx): Batch => {
    const known = batches.get(tx) ?? { loaded: load(tx), facts: new Map(), noted: [] };
    batches.set(tx, known);
    return known;
  };
  const applyingTo = async (turn: Turn<Tx>, may: (rule: CompiledRule) => boolean) => {
    const batch = batchOf(turn.tx);
    const { messages, needs } = await batch.loaded;
    const known = await factsOf(turn, needs, batch.facts);
    const found = applying(messages, messageOccurrence(turn.message), known, may);
    // Rules that apply once do not apply again to the next message of the same batch.
    for (const { rule } of found) if (rule.once !== null) known.ran.set(rule.id, turn.now);
    return found;
  };
  const noteRuns = (turn: Turn<Tx>, found: readonly CompiledRule[]) => {
    const { noted } = batchOf(turn.tx);
    turn.afterwards(() => {
      for (const { rule } of found)
        noted.push({
          ...{ ruleId: rule.id, conversationId: turn.conversation.id, messageId: turn.message.id },
          actions: leftToDo(rule.actions),
        });
    });
  };
  return {
    name: "keywords",
    async commands(tx, language, channelId) {
      return (await batchOf(tx).loaded).messages.flatMap(({ rule }) => commandOf(rule, language, channelId));
    },
    async prepare(turns) {
      const [first] = turns;
      if (!first) return;
      const { tx, now } = first;
      const batch = batchOf(tx);
      const { needs } = await batch.loaded;
      const ids = [...new Set(turns.map(({ conversation }) => conversation.id))];
      if (needs.any) for (const [id, one] of await readFacts(tx, ids, needs, now)) batch.facts.set(id, one);
    },
    async answer(turn) {
      // While a colleague has the conversation, only rules that the menu lists answer; other messages are for the colleague.
      const may = ({ takesTurn, rule }: CompiledRule) => !takesTurn || !turn.quiet || rule.describes !== null;
      const found = await applyingTo(turn, may);
      if (!found.some(({ takesTurn }) => takesTurn))
        return forget(found, batchOf(turn.tx).facts.get(turn.conversation.id));
      noteRuns(turn, found);
      const drafts: Draft[] = [];
      for (const { rule } of found) drafts.push(...(await answersOf(rule, turn)));
      return drafts;
    },
    async look(turn, answeredBy) {
      if (answeredBy !== "keywords") noteRuns(turn, await applyingTo(turn, ({ takesTurn }) => !takesTurn));
    },
    async finish(tx, now) {
      await runs.note(tx, batches.get(tx)?.noted.splice(0) ?? [], now);
    },
  };
}

/** No rule takes the turn: what was noted of those that apply once is taken back, and they are asked again after the turn. */
function forget(found: readonly CompiledRule[], facts: Facts | undefined): null {
  for (const { rule } of found) facts?.ran.delete(rule.id);
  return null;
}

/** What a rule says at once. A rule that hands over makes the conversation wait for people. */
async function answersOf(rule: CompiledRule["rule"], turn: Turn<Tx>): Promise<Draft[]> {
  const { tx, now, channel, contact, commands } = turn;
  const to = { now, channelId: channel.id, contact, language: languageOf(turn), commands };
  const drafts: Draft[] = [];
  for (const action of atOnce(rule.actions)) {
    if (action.do === "hand_over" && action.to === "people") turn.handOver();
    if (action.do !== "answer") continue;
    const fileId = (action.draft && fileOf(action.draft)?.file) ?? null;
    drafts.push(await filledDraft(tx, action, { fileId, name: nameOf(rule) }, to));
  }
  return drafts;
}

/** The actions that are not done in the turn. */
function leftToDo(actions: readonly Action[]): Action[] {
  const during = atOnce(actions);
  const later = during.filter((one) => one.do !== "answer" && !(one.do === "hand_over" && one.to === "people"));
  return [...later, ...actions.slice(during.length)];
}

/** What the menu says of a rule, in a language, on a number; without a number, on any. */
function commandOf(rule: CompiledRule["rule"], language: Language, channelId: number | undefined): Command[] {
  const { when, describes } = rule;
  const isHere = rule.conditions.every(
    (one) => one.about !== "number" || channelId === undefined || one.ids.includes(channelId),
  );
  if (describes === null || when.on !== "message" || when.words === undefined || !isHere) return [];
  const own = builtIn.ruleOf(rule);
  if (own !== null && language !== "en") {
    const { typed, commands } = messagesIn(language);
    return [{ example: typed[own], does: commands[own] }];
  }
  return [{ example: alternatives(when.words)[0] ?? when.words, does: describes }];
}

/** What is known of a conversation: as it was read for the batch, or else what the turn says. */
async function factsOf(turn: Prompt<Tx>, needs: Needs, known: Map<number, Facts>): Promise<Facts> {
  const { tx, now, conversation, channel, contact } = turn;
  const read = known.get(conversation.id) ?? (needs.any ? await readFacts(tx, [conversation.id], needs, now) : null);
  const found = read instanceof Map ? read.get(conversation.id) : read;
  const facts = found ?? {
    ...{ now, conversationId: conversation.id, channelId: channel.id, contactId: contact.id, email: null, hours: null },
    ...{ name: contact.name, phone: contact.phone, language: languageOf(turn) },
    ...{ labels: new Set<number>(), isWindowOpen: true, isBotOn: true, firstMessageId: null },
    ...{ own: new Map<string, boolean | number>(), ran: new Map<number, Date>() },
  };
  known.set(conversation.id, facts);
  // The customer has just written, perhaps in another language than the message before.
  return Object.assign(facts, { now, isWindowOpen: true, language: languageOf(turn) });
}

/** Reads the rules that are on, again only when one has changed. */
export function createLoader(facts: readonly Fact[]): (tx: Tx) => Promise<Loaded> {
  let known: { print: string | null; loaded: Loaded } | null = null;
  return async (tx) => {
    // A changed row is another version at another place.
    const { rows } = await sql<{ print: string | null }>`
      select md5(string_agg(concat_ws(':', id, xmin, ctid), ',' order by id)) as print from keyword_rules`.execute(tx);
    const { print } = rows[0]!;
    if (known === null || known.print !== print) {
      const parts = split((await rules.list(tx)).filter(({ enabled }) => enabled));
      known = { print, loaded: { ...parts, needs: needsFor(parts.messages, facts) } };
    }
    return known.loaded;
  };
}

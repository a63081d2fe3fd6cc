// What happens with the calls of a number: its policy and reply, which are here, and the settings at its provider, which follow them.
import type { Kysely } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { CallPolicy, CallSettings, CallSettingsChange } from "../../contract/calls.ts";
import type { Provider } from "../../contract/inbound.ts";
import type { ByNumber, CallProvider, ProviderFault } from "../../contract/ports.ts";
import { lockNumber } from "../inbox/numbers.ts";
import { messagesIn } from "../texts/catalogue.ts";
import { notConfigured } from "./take.ts";

/** What the functions need. */
type Parts = { db: Kysely<DB>; providers: ByNumber<CallProvider> };

/** The calls of a number. */
export type NumberCalls = {
  policy: CallPolicy;
  /** The text that answers a refused call; null: that of the bot. */
  reply: string | null;
  botReply: string;
  /** null: the provider has none that Bellhop knows, or cannot be asked; then `findings` says why. */
  settings: CallSettings | null;
  /** Whether the settings are others than the policy needs. */
  differs: boolean;
  /** What does not fit or does not work, and what to do, a sentence each. */
  findings: string[];
};

/** What is changed; what is left out stays. With `policy`, even the same, the provider's settings are brought into line. */
export type CallsChange = Pick<CallSettingsChange, "hours" | "callbackPermission"> & {
  policy?: CallPolicy | undefined;
  reply?: string | null | undefined;
};

/** The calls of a number, with what its provider says now. Throws NOT_FOUND. */
export async function callsOf(parts: Parts, id: number): Promise<NumberCalls> {
  const number = await numberOf(parts.db, id);
  const provider = parts.providers.get(number.provider, number);
  const told = provider
    ? await provider.settings(number.externalId)
    : { fault: notConfigured(number.provider).message };
  const { policy, reply } = number;
  const own = { policy, reply, botReply: messagesIn("en").bot.noCalls };
  if ("fault" in told) return { ...own, settings: null, differs: false, findings: [told.fault] };
  const findings = [differenceOf(policy, told), ...hindrancesOf(told)].filter((one) => one !== null);
  return { ...own, settings: told, differs: differenceOf(policy, told) !== null, findings };
}

/**
 * Changes the calls of a number: at the provider first, and here only if it agrees. Throws NOT_FOUND, BAD_REQUEST for what the provider does not
 * have, CHANNEL_NOT_CONFIGURED, PROVIDER_SILENT and CALL_SETTINGS_REFUSED.
 */
export async function changeCalls(
  parts: Parts,
  id: number,
  change: CallsChange,
  { by, now }: { by: string; now: Date },
): Promise<NumberCalls> {
  const told = await changeAtProvider(parts, id, change);
  await parts.db.transaction().execute(async (tx) => {
    const { call_policy, call_reply } = await lockNumber(tx, id);
    const { policy = call_policy, reply = call_reply } = change;
    await tx.updateTable("channels").set({ call_policy: policy, call_reply: reply }).where("id", "=", id).execute();
    if (policy === call_policy && reply === call_reply && told === null) return;
    const words = { before: { call_policy, call_reply }, after: { call_policy: policy, call_reply: reply, ...told } };
    await audit(tx, by, { action: "number.calls", subject: "channel", id, ...words }, now);
  });
  return callsOf(parts, id);
}

/** Brings the provider's settings into line; returns what was changed of them, null: nothing. */
async function changeAtProvider(
  { db, providers }: Parts,
  id: number,
  { policy, hours, callbackPermission }: CallsChange,
): Promise<CallSettingsChange | null> {
  const number = await numberOf(db, id);
  if (policy === undefined && hours === undefined && callbackPermission === undefined) return null;
  if (number.provider === "twilio")
    throw new Fault("BAD_REQUEST", `${notConfigured("twilio").message} Only the reply can be set here.`);
  const provider = providers.get(number.provider, number);
  if (!provider) throw notConfigured(number.provider);
  const settings = await provider.settings(number.externalId);
  if ("fault" in settings) throw refusal(settings);
  const change: CallSettingsChange = {
    ...(policy === undefined ? {} : lackingFor(policy, settings)),
    ...(callbackPermission === undefined || callbackPermission === settings.callbackPermission
      ? {}
      : { callbackPermission }),
    ...(hours === undefined ? {} : { hours }),
  };
  if (Object.keys(change).length === 0) return null;
  const done = await provider.changeSettings(number.externalId, change);
  if (done !== "done") throw refusal(done);
  return change;
}

/** What the settings lack for a policy. A button that is hidden needs no calling; to call customers, it stays as it is. */
function lackingFor(policy: CallPolicy, { enabled, buttonShown }: CallSettings): CallSettingsChange {
  if (policy === "hide") return buttonShown ? { buttonShown: false } : {};
  return { ...(enabled ? {} : { enabled: true }), ...(buttonShown ? {} : { buttonShown: true }) };
}

function differenceOf(policy: CallPolicy, { enabled, buttonShown }: CallSettings): string | null {
  if (policy === "hide")
    return enabled && buttonShown
      ? "Customers still see the button to call. Set the policy again to hide it at Meta."
      : null;
  if (!enabled)
    return "Calls are off at Meta: customers see no button to call, and nothing rings. Set the policy again to switch them on.";
  return buttonShown ? null : "The button to call is hidden at Meta. Set the policy again to show it.";
}

function hindrancesOf({ usesSip, countries, restrictions }: CallSettings): string[] {
  return [
    ...(usesSip
      ? [
          "Meta sends the calls of this number to a SIP server, so they do not ring here. Switch SIP off in WhatsApp Manager.",
        ]
      : []),
    ...(countries.length > 0
      ? [`Only customers in ${countries.join(", ")} see the button to call. WhatsApp Manager has the countries.`]
      : []),
    ...restrictions.map(({ kind, reason, until }) => {
      const why = reason === null ? "" : `: ${reason}`;
      const end = until === null ? "" : `, until ${until.toISOString().slice(0, 10)}`;
      return `Meta restricts the calls of this number (${kind.toLowerCase().replaceAll("_", " ")}${end})${why}`;
    }),
  ];
}

const refusal = ({ fault, code }: ProviderFault): Fault =>
  new Fault(code === null ? "PROVIDER_SILENT" : "CALL_SETTINGS_REFUSED", fault);

async function numberOf(db: Kysely<DB>, id: number) {
  const row = await db
    .selectFrom("channels")
    .select(["provider", "external_id as externalId", "account_id as accountId", "call_policy", "call_reply as reply"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no number ${id}. GET /api/numbers lists them.`);
  const { call_policy, ...number } = row;
  return { ...number, provider: row.provider as Provider, policy: call_policy as CallPolicy };
}

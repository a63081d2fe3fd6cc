// How the senders of a Twilio account are. (Twilio: Senders API, status and offline reasons.)
import type { ChannelRef, JsonObject } from "../../contract/inbound.ts";
import type { NewsKind, NewsSeverity } from "../../contract/news.ts";
import type { HealthFinding } from "../../contract/ports.ts";
import { channelOf } from "./fields.ts";

/** What each status means that is not ONLINE. Unknown ones are told by name. */
const STATES: Readonly<Record<string, { severity: NewsSeverity; is: string; remedy: string }>> = {
  CREATING: { severity: "warning", is: "is being set up", remedy: "Wait until Twilio has set it up." },
  OFFLINE: { severity: "critical", is: "is offline", remedy: "See the reason at the sender in Twilio's console." },
  PENDING_VERIFICATION: {
    severity: "critical",
    is: "waits to be verified",
    remedy: "Enter the code at the sender in Twilio's console.",
  },
  VERIFYING: { severity: "warning", is: "is being verified", remedy: "Wait until Twilio has verified it." },
  TWILIO_REVIEW: {
    severity: "warning",
    is: "is under review at Twilio",
    remedy: "Wait for the review, or ask Twilio.",
  },
  DRAFT: { severity: "critical", is: "is only a draft", remedy: "Finish its registration in Twilio's console." },
  STUBBED: { severity: "critical", is: "is only a stub", remedy: "Finish its registration in Twilio's console." },
};

const GOOD = new Set(["ONLINE", "ONLINE:UPDATING"]);

/** What is wrong with those of the senders that are numbers of ours. */
export function ofSenders(senders: readonly JsonObject[], channels: readonly ChannelRef[]): HealthFinding[] {
  return channels.flatMap((channel) => {
    const sender = senders.find(
      (one) => channelOf(String(one.sender_id ?? ""), undefined)?.externalId === channel.externalId,
    );
    return sender ? ofSender(sender, channel) : [];
  });
}

function ofSender(sender: JsonObject, channel: ChannelRef): HealthFinding[] {
  const name = channel.externalId;
  const finding = (kind: NewsKind, severity: NewsSeverity, summary: string, remedy: string): HealthFinding => ({
    channel,
    news: { kind, severity, about: name, summary: summary.slice(0, 1_000), remedy, isOver: false },
  });
  const found: HealthFinding[] = [];
  const status = String(sender.status ?? "");
  if (status !== "" && !GOOD.has(status)) {
    const state = STATES[status] ?? {
      severity: "warning",
      is: `has the status ${status.slice(0, 50)}`,
      remedy: "Look at the sender in Twilio's console.",
    };
    const reasons = (Array.isArray(sender.offline_reasons) ? sender.offline_reasons : [])
      .map((one) => (one as JsonObject | null)?.message)
      .filter((one) => typeof one === "string" && one !== "");
    const why = reasons.length > 0 ? `: ${reasons.join(" ")}` : ".";
    found.push(finding("number_state", state.severity, `The sender ${name} ${state.is}${why}`, state.remedy));
  }
  const quality = (sender.properties as JsonObject | null | undefined)?.quality_rating;
  if (quality === "LOW" || quality === "MEDIUM")
    found.push(
      finding(
        "quality",
        "warning",
        `The quality of the sender ${name} is ${quality.toLowerCase()}.`,
        "People block or report it. Write first only to those who expect it.",
      ),
    );
  return found;
}

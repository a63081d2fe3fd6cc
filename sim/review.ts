// The review of templates, which a person of the simulator decides in Meta's place: approve, reject with a reason, pause, disable; and what Meta
// does later: rate a template's quality, move it to another category.
import type { Line } from "./chat/message.ts";
import type { MetaCourier } from "./delivery/meta-courier.ts";
import { DECISIONS, type Decision, type Templates } from "./graph/template-store.ts";
import { QUALITIES, type Quality, type Template } from "./graph/templates.ts";
import type { Contents } from "./twilio/content.ts";
import type { Approval, ContentTemplate } from "./twilio/content-check.ts";

/** A template as the review shows it. */
export type ReviewedTemplate = {
  id: string;
  line: Line;
  name: string;
  language: string;
  category: string;
  /** In the provider's own word. */
  status: string;
  text: string;
  /** Why it was rejected; null: it is not. */
  reason: string | null;
  /** null: Twilio tells none. */
  quality: Quality | null;
  /** What may be decided now. */
  decisions: Decision[];
};

/** Why a template is rejected: Meta's code, and its advice in words. */
export type Why = { reason?: string; advice?: string };

export type Review = {
  /** The templates at both providers, newest first. */
  templates(): ReviewedTemplate[];
  /** Decides about a template, as Meta's review does; resolves when Bellhop was told. Throws when it cannot be decided so. */
  decideTemplate(id: string, decision: Decision, why?: Why): Promise<void>;
  /** Rates a template of Meta's, or moves it to another category; resolves when Bellhop was told. Throws when there is none. */
  changeTemplate(id: string, change: TemplateChange): Promise<void>;
};

/** What Meta does to a template by itself. */
export type TemplateChange = { quality: Quality } | { category: string };

type Parts = { templates: Templates; contents: Contents; meta: MetaCourier };

/** The status of Twilio's that each decision leads to, and from which it may be made. */
const AT_TWILIO: Record<Decision, { to: Approval["status"]; from: readonly string[] }> = {
  approve: { to: "approved", from: ["received", "pending"] },
  reject: { to: "rejected", from: ["received", "pending", "approved"] },
  pause: { to: "paused", from: ["approved"] },
  unpause: { to: "approved", from: ["paused"] },
  disable: { to: "disabled", from: ["approved", "paused"] },
};

/** Throws unless the body of a request names a decision. */
export function decisionIn({ decision }: Record<string, unknown>): Decision {
  const found = DECISIONS.find((one) => one === decision);
  if (!found) throw new Error(`decision must be one of ${DECISIONS.join(", ")}`);
  return found;
}

/** The change that the body of a request names; null when it names none. Throws when there is no such quality. */
export function changeIn({ quality, category }: Record<string, unknown>): TemplateChange | null {
  if (category !== undefined) return { category: String(category) };
  if (quality === undefined) return null;
  const found = QUALITIES.find((one) => one === quality);
  if (!found) throw new Error(`quality must be one of ${QUALITIES.join(", ")}`);
  return { quality: found };
}

/** Creates the review. Meta tells Bellhop of a decision by webhook; at Twilio Bellhop has to ask. */
export function createReview({ templates, contents, meta }: Parts): Review {
  return {
    templates: () =>
      [...templates.all().map((one) => ofMeta(templates, one)), ...contents.all().map(ofTwilio)].reverse(),
    async decideTemplate(id, decision, why = {}) {
      const content = contents.get(id);
      if (!content) {
        const value = templates.decide(id, decision, why);
        return meta.deliver({ field: "message_template_status_update", value });
      }
      const { to, from } = AT_TWILIO[decision];
      const { approval, friendly_name: name } = content;
      if (!approval || !from.includes(approval.status))
        throw new Error(`${name} is ${approval?.status ?? "unsubmitted"}, so it cannot be decided to ${decision} it`);
      approval.status = to;
      approval.rejection_reason = decision === "reject" ? (why.advice ?? why.reason ?? "INVALID_FORMAT") : "";
    },
    async changeTemplate(id, change) {
      if ("quality" in change)
        return meta.deliver({ field: "message_template_quality_update", value: templates.rate(id, change.quality) });
      await meta.deliver({ field: "template_category_update", value: templates.move(id, change.category) });
    },
  };
}

function ofMeta(
  templates: Templates,
  { id, name, language, category, status, components, rejected_reason: why, quality = "GREEN" }: Template,
): ReviewedTemplate {
  const text = components.find(({ type }) => type === "BODY")?.text ?? "";
  const decisions = DECISIONS.filter((one) => templates.allows(id, one));
  const reason = why === undefined || why === "NONE" ? null : why;
  return { id, line: "meta", name, language, category, status, text, reason, quality, decisions };
}

function ofTwilio({ sid, friendly_name: name, language, approval, types }: ContentTemplate): ReviewedTemplate {
  const [type] = Object.values(types) as { body?: unknown; title?: unknown }[];
  return {
    ...{ id: sid, line: "twilio", name, language, category: approval?.category ?? "" },
    ...{ status: approval?.status ?? "unsubmitted", text: String(type?.body ?? type?.title ?? "") },
    ...{ reason: approval?.rejection_reason || null, quality: null },
    decisions: DECISIONS.filter((one) => approval && AT_TWILIO[one].from.includes(approval.status)),
  };
}

// Reads what a webhook says of one template.
import type { Json, JsonObject } from "../../contract/inbound.ts";
import {
  type TemplateNews,
  templateCategories,
  templateQualities,
  templateStatuses,
} from "../../contract/templates.ts";
import { ident, record, text } from "./fields.ts";
import { wordIn } from "./template-content.ts";

/** The fields of webhooks that are about a template. (Meta: template webhooks.) */
const FIELDS = new Set([
  "message_template_status_update",
  "message_template_quality_update",
  "message_template_components_update",
  "template_category_update",
]);

/**
 * What a change says of a template; null when it is about none. An event that is no status (REINSTATED, UNARCHIVED, FLAGGED) says nothing of
 * it: the template is to be read anew. `new_category` is the present category, also where a coming one is announced. (Meta: template webhooks.)
 */
export function readTemplateNews(
  field: string,
  given: Json | undefined,
  entryId: Json | undefined,
): TemplateNews | null {
  const value: JsonObject | null = record(given);
  const accountId = ident(entryId);
  const providerId = ident(value?.message_template_id);
  if (!FIELDS.has(field) || !value || accountId === null || providerId === null) return null;
  const status = wordIn(templateStatuses, value.event);
  const why = text(record(value.rejection_info)?.reason) ?? text(value.reason);
  return {
    ...{ provider: "meta", accountId, providerId, status },
    quality: wordIn(templateQualities, value.new_quality_score),
    category: wordIn(templateCategories, value.new_category),
    rejectedReason: status === "rejected" ? why : null,
  };
}

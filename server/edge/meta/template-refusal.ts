// Meta's refusals of requests about templates, each as a sentence that says what to do.
import type { JsonObject } from "../../contract/inbound.ts";
import { adviseCode } from "./errors.ts";
import { errorCode, record, text } from "./fields.ts";

/** By subcode of error 100. (Meta: template errors.) */
const BY_SUBCODE: Record<number, string> = {
  2388024: "There is a template of this name in this language already. Take another name, or edit that one.",
  2388039:
    "Meta lets nobody edit this template now. One that is approved may be edited once a day and ten times in 30 days.",
  2388019: "The account has as many templates as Meta allows. Delete some that nobody needs.",
  2388040: "A part of the template is too long. Shorten it.",
  2388047: "The header is not as Meta wants it. Take out line breaks, emojis and formatting.",
  2388072: "The text is not as Meta wants it. Look at its variables, line breaks and formatting.",
  2388073: "The footer is not as Meta wants it. Take out line breaks, emojis and variables.",
  2388293: "The text has too many variables for its length. Write more words, or take variables out.",
  2388299: "The text begins or ends with a variable. Put words before and after it.",
};

/** Meta's refusal as one sentence, with what to do where a table knows it. */
export function templateRefusal(error: JsonObject | null, status: number): string {
  const code = errorCode(error?.code);
  if (!error || code === null) return `Something else than Meta's API answered (HTTP ${status}). Check GRAPH_API_URL.`;
  if (code === 200 || code === 10)
    return `Meta refuses (error ${code}): the access token lacks whatsapp_business_management. Give it to the system user.`;
  const subcode = errorCode(error.error_subcode);
  const known = subcode === null ? undefined : BY_SUBCODE[subcode];
  if (known !== undefined) return `Meta refuses (error ${subcode}): ${known}`;
  const told = text(error.error_user_msg) ?? text(record(error.error_data)?.details) ?? text(error.message) ?? "";
  const isKnown = code !== 100 && code !== 33;
  return `Meta refuses (error ${code}): ${told}${isKnown ? ` ${adviseCode(code).remedy}` : ""}`.trim();
}

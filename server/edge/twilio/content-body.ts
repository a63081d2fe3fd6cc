// A written template as Twilio's Content API takes it, and what Twilio refuses of it beyond the rules of all templates. Pure; content-api.ts
// makes the requests.
import { numberingFault, variablesIn } from "../../base/template-values.ts";
import { templateFileKinds } from "../../contract/outbound.ts";
import {
  twilioTemplateLengths as lengths,
  type TemplateButton,
  type TemplateFault,
  type WrittenTemplate,
} from "../../contract/templates.ts";

/** Our types of buttons by the name that Twilio gives them; those that are missing it does not have. (Twilio: Content API, actions.) */
const ACTIONS: Partial<Record<TemplateButton["type"], string>> = {
  quick_reply: "QUICK_REPLY",
  url: "URL",
  phone_number: "PHONE_NUMBER",
  copy_code: "COPY_CODE",
  voice_call: "VOICE_CALL",
};

const isMedia = ({ header }: Pick<WrittenTemplate, "header">): boolean =>
  templateFileKinds.some((kind) => kind === header.format);

/** All variables of a Content are one list. */
const allVariables = ({ header, body, buttons }: WrittenTemplate): string[] => [
  ...new Set(
    [
      header.text ?? "",
      isMedia({ header }) ? (header.example ?? "") : "",
      body.text,
      ...buttons.map(({ url }) => url ?? ""),
    ].flatMap(variablesIn),
  ),
];

/** What Twilio wants and Meta does not. (Twilio: Content types; Content API, variables.) */
export function checkContent(template: WrittenTemplate): TemplateFault[] {
  const { header, body, buttons, parameterFormat } = template;
  const faults: TemplateFault[] = [];
  const fault = (path: string, message: string) => faults.push({ path, message });
  if (parameterFormat === "named")
    fault("parameter_format", "Twilio numbers variables, because names may not survive the review. Write {{1}}.");
  else {
    const gap = numberingFault(allVariables(template));
    if (gap !== null) fault("body.text", `${gap} At Twilio header, text and links share one numbering.`);
  }
  if (header.format === "location") fault("header.format", "Twilio has no place above the text.");
  if (isMedia(template)) mediaFaults(header.example, fault);
  for (const [i, { type, text }] of buttons.entries()) {
    if (!ACTIONS[type])
      fault(`buttons.${i}.type`, `Twilio's templates have no button of the type ${type} beside others.`);
    if ([...text].length > lengths.button)
      fault(`buttons.${i}.text`, `At Twilio a button has at most ${lengths.button} characters.`);
  }
  if (typeOf(template) === "twilio/call-to-action" && [...body.text].length > lengths.callToAction)
    fault("body.text", `With these buttons the text has at most ${lengths.callToAction} characters at Twilio.`);
  return faults;
}

function mediaFaults(link: string | null, fault: (path: string, message: string) => void): void {
  if (!/^https:\/\/[^\s/]+\.[^\s/]+\/\S/.test(link ?? ""))
    fault("header.link", "Give the public address of the file that is sent: https://example.com/bay.jpg.");
  else if (/^https:\/\/[^/]*\{\{/.test(link ?? ""))
    fault("header.link", "A variable stands only after the host name: https://example.com/{{1}}.");
}

/** The simplest type that can show the template: fewer fields, and shown by more devices. (Twilio: Content types.) */
function typeOf(template: WrittenTemplate): string {
  const { header, footer, buttons } = template;
  const isPlain = header.format === "none" && footer === null;
  if (buttons.length === 0 && isPlain) return "twilio/text";
  if (buttons.length === 0 && isMedia(template) && footer === null) return "twilio/media";
  if (isPlain && buttons.every(({ type }) => type === "quick_reply")) return "twilio/quick-reply";
  if (isPlain && buttons.every(({ type }) => type !== "quick_reply")) return "twilio/call-to-action";
  return "whatsapp/card";
}

/** The body of `POST /v1/Content`. `variables`: defaults and samples for the review. (Twilio: Content API, create.) */
export function contentBody(template: WrittenTemplate): object {
  const { name: friendly_name, language, body, header, footer, buttons } = template;
  const type = typeOf(template);
  const media = isMedia(template) ? { media: [header.example] } : {};
  const actions = buttons.length > 0 ? { actions: buttons.map(actionOf) } : {};
  const card = {
    ...(header.format === "text" ? { header_text: header.text } : {}),
    ...(footer === null ? {} : { footer }),
  };
  const content = { body: body.text, ...media, ...actions, ...(type === "whatsapp/card" ? card : {}) };
  return { friendly_name, language, variables: samplesOf(template), types: { [type]: content } };
}

/** `PUT /v1/Content/{sid}` takes no language. (Twilio: Content API, update.) */
export function contentChange(template: WrittenTemplate): object {
  const { language: _, ...rest } = contentBody(template) as { language: string };
  return rest;
}

function samplesOf({ header, body, buttons }: WrittenTemplate): Record<string, string> {
  const samples: Record<string, string> = {};
  for (const { name, example } of [...header.variables, ...body.variables]) samples[name] = example ?? "";
  for (const { url, example } of buttons) for (const name of variablesIn(url ?? "")) samples[name] ??= example ?? "";
  return samples;
}

function actionOf({ type, text, url, phone, example }: TemplateButton, index: number): object {
  const action = { type: ACTIONS[type], title: text };
  switch (type) {
    case "url":
      return { ...action, url };
    case "phone_number":
      return { ...action, phone };
    case "copy_code":
      return { ...action, title: text || "Copy code", code: example };
    case "quick_reply":
      return { ...action, id: `reply_${index + 1}` };
    default:
      return action;
  }
}

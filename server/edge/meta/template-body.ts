// A written template as Meta takes it, and what Meta refuses of it beyond the rules of all templates. Pure; templates.ts makes the requests.
import { numberingFault, variablesIn } from "../../base/template-values.ts";
import type { FileToUpload } from "../../contract/ports.ts";
import type { TemplateButton, TemplateFault, TemplateVariable, WrittenTemplate } from "../../contract/templates.ts";

/** The types of a header's sample file. (Meta: resumable upload.) */
const SAMPLE_TYPES: Record<string, readonly string[]> = {
  image: ["image/jpeg", "image/png"],
  video: ["video/mp4"],
  document: ["application/pdf"],
};

/** What Meta wants and others do not: variables that are numbered in each part, and a sample file. (Meta: message templates.) */
export function checkTemplate(
  { header, body, buttons, parameterFormat }: WrittenTemplate,
  sample: Pick<FileToUpload, "mimeType"> | null,
): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const numbered = (path: string, text: string) => {
    const fault = numberingFault(variablesIn(text));
    if (fault !== null) faults.push({ path, message: fault });
  };
  if (parameterFormat === "positional") {
    numbered("header.text", header.format === "text" ? (header.text ?? "") : "");
    numbered("body.text", body.text);
  }
  // The variable of a link is numbered also where those of the text have names.
  for (const [i, { url }] of buttons.entries()) numbered(`buttons.${i}.url`, url ?? "");
  const types = SAMPLE_TYPES[header.format];
  if (types && sample === null)
    faults.push({
      path: "header.media_id",
      message: `Give a sample file for the ${header.format}, which Meta reviews.`,
    });
  else if (types && sample !== null && !types.includes(sample.mimeType))
    faults.push({
      path: "header.media_id",
      message: `The sample file is ${sample.mimeType}; Meta takes ${types.join(" or ")} for a header of this format.`,
    });
  return faults;
}

/** The components of a template for creating or editing it. `handle`: of the uploaded sample file. (Meta: template components.) */
export function componentsOf(template: WrittenTemplate, handle: string | null): object[] {
  const { body, footer, buttons } = template;
  return [
    ...headerOf(template, handle),
    { type: "body", ...textOf("body", body.text, body.variables, template.parameterFormat) },
    ...(footer === null ? [] : [{ type: "footer", text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: "buttons", buttons: buttons.map(buttonOf) }]),
  ];
}

function headerOf({ header, parameterFormat }: WrittenTemplate, handle: string | null): object[] {
  const { format } = header;
  if (format === "none") return [];
  if (format === "location") return [{ type: "header", format }];
  if (format !== "text") return [{ type: "header", format, example: { header_handle: [handle] } }];
  return [{ type: "header", format, ...textOf("header", header.text ?? "", header.variables, parameterFormat) }];
}

/** A text with its samples: by name, or in order; those of the body are an array in an array. */
function textOf(
  place: "header" | "body",
  text: string,
  variables: readonly TemplateVariable[],
  format: WrittenTemplate["parameterFormat"],
): { text: string; example?: object } {
  const names = variablesIn(text);
  if (names.length === 0) return { text };
  const sample = (name: string) => variables.find((one) => one.name === name)?.example ?? "";
  if (format === "named") {
    const named = names.map((name) => ({ param_name: name, example: sample(name) }));
    return { text, example: { [`${place}_text_named_params`]: named } };
  }
  const inOrder = names.toSorted((one, other) => Number(one) - Number(other)).map(sample);
  return { text, example: { [`${place}_text`]: place === "body" ? [inOrder] : inOrder } };
}

function buttonOf({ type, text, url, phone, example }: TemplateButton): object {
  switch (type) {
    case "url": {
      const link = url ?? "";
      const filled = link.replace(/\{\{\s*\w+\s*\}\}$/, example ?? "");
      return { type, text, url: link, ...(filled === link ? {} : { example: [filled] }) };
    }
    case "phone_number":
      return { type, text, phone_number: phone };
    case "copy_code":
      return { type, example };
    // Its text is Meta's own. (Meta: request contact info.)
    case "request_contact_info":
      return { type };
    default:
      return { type, text };
  }
}

// The rules that a written template keeps at every provider, because Meta reviews all of them. Each fault names its field. Pure.
import { variablesIn } from "../../base/template-values.ts";
import {
  MOST_BUTTONS,
  mostOfButton,
  type TemplateButton,
  type TemplateFault,
  type TemplateVariable,
  templateLengths,
  type WrittenTemplate,
} from "../../contract/templates.ts";

/** What Meta would refuse of a template, beside its name. (Meta: message templates, components, template errors.) */
export function ruleFaults(template: WrittenTemplate): TemplateFault[] {
  return [
    ...categoryFaults(template),
    ...headerFaults(template),
    ...bodyFaults(template),
    ...footerFaults(template),
    ...buttonFaults(template),
  ];
}

const fault = (path: string, message: string): TemplateFault => ({ path, message });

/** A fault when a text is longer than allowed. Characters are counted as people do. */
function tooLong(path: string, what: string, text: string, most: number): TemplateFault[] {
  const { length } = [...text];
  return length <= most ? [] : [fault(path, `${what} has ${length} characters; at most ${most} are allowed.`)];
}

/** A fault when a text has several lines. */
const lineFaults = (path: string, what: string, text: string): TemplateFault[] =>
  /[\n\r\u2028\u2029]/.test(text) ? [fault(path, `${what} must be one line.`)] : [];

/** What Meta would refuse of a name and a language. */
export function nameFaults({ name, language }: WrittenTemplate): TemplateFault[] {
  const faults: TemplateFault[] = [];
  if (!/^[a-z0-9_]+$/.test(name))
    faults.push(fault("name", "A name has only small letters a to z, digits and underscores, such as bay_booked."));
  faults.push(...tooLong("name", "The name", name, templateLengths.name));
  if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language))
    faults.push(fault("language", "Write the language as Meta does: en, en_US, es_AR, zh_CN."));
  return faults;
}

function categoryFaults({ category }: WrittenTemplate): TemplateFault[] {
  if (category !== "authentication") return [];
  return [
    fault(
      "category",
      "Meta writes the text of authentication templates itself. Create this one in the provider's console; it is listed here then.",
    ),
  ];
}

function headerFaults({ header, parameterFormat }: WrittenTemplate): TemplateFault[] {
  if (header.format !== "text") return [];
  const text = header.text ?? "";
  if (text.trim() === "") return [fault("header.text", "Write the header, or choose none.")];
  const faults = [
    ...tooLong("header.text", "The header", text, templateLengths.header),
    ...lineFaults("header.text", "The header", text),
  ];
  // (Meta: template errors, 2388047.)
  if (/\uFE0F|[*_~`\p{Emoji_Presentation}]/u.test(text.replaceAll(/\{\{.*?\}\}/g, "")))
    faults.push(fault("header.text", "A header has no emoji and none of the signs * _ ~ `, which format text."));
  if (variablesIn(text).length > 1) faults.push(fault("header.text", "A header has one variable at most."));
  return [...faults, ...variableFaults("header", text, header.variables, parameterFormat)];
}

function bodyFaults({ body, parameterFormat }: WrittenTemplate): TemplateFault[] {
  const text = body.text.trim();
  if (text === "") return [fault("body.text", "Write the text.")];
  const faults = tooLong("body.text", "The text", body.text, templateLengths.body);
  if (text.startsWith("{{") || text.endsWith("}}"))
    faults.push(fault("body.text", "The text must not begin or end with a variable. Put words before and after it."));
  if (/\}\}\s*\{\{/.test(text))
    faults.push(fault("body.text", "Two variables stand next to each other. Put words between them."));
  return [...faults, ...variableFaults("body", body.text, body.variables, parameterFormat)];
}

/** Faults of the variables of a text and of their samples. */
function variableFaults(
  part: "header" | "body",
  text: string,
  variables: readonly TemplateVariable[],
  format: WrittenTemplate["parameterFormat"],
): TemplateFault[] {
  const path = `${part}.text`;
  const names = variablesIn(text);
  const faults: TemplateFault[] = [];
  if ((text.match(/\{\{/g) ?? []).length !== [...text.matchAll(/\{\{\s*\w+\s*\}\}/g)].length)
    faults.push(fault(path, "A variable is not written whole. Write it as {{1}} or {{guest}}."));
  const wrong = names.find((name) => !(format === "named" ? /^[a-z_]+$/ : /^[1-9]\d?$/).test(name));
  if (wrong !== undefined)
    faults.push(
      fault(
        path,
        format === "named"
          ? `{{${wrong}}} is no name: use small letters a to z and underscores.`
          : `{{${wrong}}} is no number. Number all variables, or call all by name.`,
      ),
    );
  for (const name of names) {
    const sample = variables.find((one) => one.name === name)?.example?.trim() ?? "";
    if (sample === "")
      faults.push(fault(`${part}.variables.${name}`, `Give an example for {{${name}}}, which Meta reviews.`));
    else if (/[\n\r\t]/.test(sample))
      faults.push(fault(`${part}.variables.${name}`, `The example for {{${name}}} must be one line.`));
  }
  return faults;
}

function footerFaults({ footer }: WrittenTemplate): TemplateFault[] {
  if (footer === null) return [];
  if (footer.includes("{{")) return [fault("footer", "A footer has no variables.")];
  return [
    ...tooLong("footer", "The footer", footer, templateLengths.footer),
    ...lineFaults("footer", "The footer", footer),
  ];
}

function buttonFaults({ buttons }: WrittenTemplate): TemplateFault[] {
  const faults: TemplateFault[] = [];
  if (buttons.length > MOST_BUTTONS)
    faults.push(fault("buttons", `There are ${buttons.length} buttons; at most ${MOST_BUTTONS} are allowed.`));
  for (const type of new Set(buttons.map((button) => button.type))) {
    const [count, most] = [buttons.filter((one) => one.type === type).length, mostOfButton[type]];
    if (most === undefined)
      faults.push(fault("buttons", `Buttons of the type ${type} cannot be written here. Use the provider's console.`));
    else if (count > most)
      faults.push(fault("buttons", `There are ${count} buttons of the type ${type}; at most ${most} are allowed.`));
  }
  // `QR QR URL` is taken, `QR URL QR` is not. (Meta: template components, buttons.)
  const turns = buttons.filter(
    (one, i) => i > 0 && (one.type === "quick_reply") !== (buttons[i - 1]!.type === "quick_reply"),
  );
  if (turns.length > 1)
    faults.push(fault("buttons", "Keep the quick replies together: all before or all after the others."));
  return [...faults, ...buttons.flatMap((button, i) => oneButton(button, `buttons.${i}`, buttons))];
}

/** Buttons whose text is the provider's own. */
const WITHOUT_TEXT = new Set<string>(["copy_code", "request_contact_info"]);

function oneButton(button: TemplateButton, path: string, all: readonly TemplateButton[]): TemplateFault[] {
  const { type, text } = button;
  const faults: TemplateFault[] = [];
  if (!WITHOUT_TEXT.has(type)) {
    if (text.trim() === "") faults.push(fault(`${path}.text`, "Write what stands on the button."));
    if (text.includes("{{")) faults.push(fault(`${path}.text`, "The text of a button has no variables."));
    if (all.some((one) => one !== button && one.text === text && text !== ""))
      faults.push(fault(`${path}.text`, `Two buttons say ${text}. Give each another text.`));
    faults.push(...tooLong(`${path}.text`, "The button", text, templateLengths.button));
    faults.push(...lineFaults(`${path}.text`, "The button", text));
  }
  if (type === "url") faults.push(...linkFaults(button, path));
  if (type === "phone_number" && !/^\+[1-9]\d{6,18}$/.test(button.phone ?? ""))
    faults.push(fault(`${path}.phone`, "Write the phone number with + and country code, digits only: +15550100000."));
  if (type === "copy_code") {
    const code = button.example?.trim() ?? "";
    if (code === "") faults.push(fault(`${path}.example`, "Give an example of the code, which Meta reviews."));
    faults.push(...tooLong(`${path}.example`, "The code", code, templateLengths.code));
  }
  return faults;
}

/** Faults of a link: one variable, at its end. (Meta: template components, url buttons.) */
function linkFaults({ url, example }: TemplateButton, path: string): TemplateFault[] {
  const link = url ?? "";
  const fixed = link.replace(/\{\{\s*\w+\s*\}\}$/, "");
  if (fixed.includes("{{"))
    return [fault(`${path}.url`, "A link has one variable at most, at its end: https://example.com/b/{{1}}.")];
  if (!/^https?:\/\/[^\s/]+\.[^\s/]+/i.test(fixed) || /\s/.test(fixed))
    return [fault(`${path}.url`, "Write a whole address: https://example.com/map.")];
  const faults = tooLong(`${path}.url`, "The link", link, templateLengths.url);
  if (fixed !== link && (example?.trim() ?? "") === "")
    faults.push(fault(`${path}.example`, "Give an example for the end of the link, which Meta reviews."));
  return faults;
}

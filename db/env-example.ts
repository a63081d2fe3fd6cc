// Generates .env.example from the schema in server/base/config-schema.ts: each variable with its description and default. No variable is
// set.
import { configSchema } from "../server/base/config-schema.ts";
import { skillNames } from "../server/skills.ts";

const sections: [title: string, names: RegExp][] = [
  ["Meta's Cloud API", /^(WHATSAPP|GRAPH)_/],
  ["Twilio", /^TWILIO_/],
  ["Mail, alarms and traces", /^(SMTP|MAIL|ALARM|OTEL)_/],
  ["Bellhop itself", /^/],
];

/** The content of the file. */
export function envExample(): string {
  const entries = Object.entries(configSchema(skillNames).shape).map(([name, field]) => {
    const fallback = field.safeParse(undefined).data;
    const lines = wrap(field.description ?? "", 118).map((line) => `# ${line}`);
    return { name, text: [...lines, `# ${name}=${fallback ?? ""}`].join("\n") };
  });
  const parts = [
    "# Generated from server/base/config-schema.ts by npm run generate. Copy it to .env and take the # from what you set.\n" +
      "# The process's own environment wins over .env. An empty value counts as unset.",
  ];
  const left = new Set(entries);
  const placed = sections.map(([title, names]) => {
    const own = [...left].filter((entry) => names.test(entry.name));
    for (const entry of own) left.delete(entry);
    return [`# ---- ${title} ----`, ...own.map((entry) => entry.text)].join("\n\n");
  });
  return `${[...parts, ...placed.slice(-1), ...placed.slice(0, -1)].join("\n\n")}\n`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

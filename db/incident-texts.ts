// Generates the server's texts of incidents from those of the Desk, because neither imports the other and both say the same.
import words from "../web/desk/incidents/strings.en.ts";

/** The content of server/core/texts/incidents.en.ts: the title of each kind, what happened, and what to do. */
export function incidentTexts(): string {
  const texts = words as Readonly<Record<string, string>>;
  const kinds = Object.keys(texts).flatMap((key) => /^(\w+)_title$/.exec(key)?.[1] ?? []);
  const entries = kinds.map((kind) => {
    const lines = [
      `title: ${JSON.stringify(texts[`${kind}_title`])}`,
      `what: ${JSON.stringify(texts[`${kind}_what`])}`,
    ];
    return `  ${kind}: {\n    ${lines.join(",\n    ")},\n    remedy: ${JSON.stringify(texts[`${kind}_do`])},\n  },`;
  });
  const type = "Readonly<Record<string, { title: string; what: string; remedy: string }>>";
  return `// Made from the Desk's texts of incidents by npm run generate.\n\n// biome-ignore format: generated\nexport const incidentTexts: ${type} = {\n${entries.join("\n")}\n};\n`;
}

// Generates the API's types for the web application from the OpenAPI description; openapi-fetch needs them. It knows only the keywords that
// docs/openapi.json uses and fails at any other, so that no type is wrong.

type Schema = { [key: string]: unknown };
type Media = Record<string, { schema: Schema }>;
type Operation = {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: Media };
  responses: Record<string, { content?: Media }>;
};
export type Description = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** Keywords about allowed values that types cannot express. */
const silent = new Set(
  "description title default deprecated examples format pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems contentEncoding $schema id".split(
    " ",
  ),
);
const known = new Set(
  "type enum const anyOf oneOf allOf items properties required additionalProperties propertyNames $ref".split(" "),
);
const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** The TypeScript type of a JSON schema. Throws at an unknown keyword. */
function typeOf(schema: Schema, at: string): string {
  for (const word of Object.keys(schema))
    if (!known.has(word) && !silent.has(word)) throw new Error(`${at}: no type for "${word}"`);
  if (typeof schema.$ref === "string") return `components["schemas"][${JSON.stringify(schema.$ref.split("/").at(-1))}]`;
  if (schema.enum) return (schema.enum as unknown[]).map((one) => JSON.stringify(one)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (either) return [...new Set(either.map((one, n) => typeOf(one, `${at}/${n}`)))].join(" | ");
  if (schema.allOf) return (schema.allOf as Schema[]).map((one, n) => `(${typeOf(one, `${at}/${n}`)})`).join(" & ");
  return [schema.type ?? "unknown"]
    .flat()
    .map((type) => simple(String(type), schema, at))
    .join(" | ");
}

function simple(type: string, schema: Schema, at: string): string {
  if (type === "integer") return "number";
  if (type === "array") return `Array<${schema.items ? typeOf(schema.items as Schema, `${at}/items`) : "unknown"}>`;
  if (type !== "object") return type;
  const extra = schema.additionalProperties;
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  if (properties.length === 0)
    return typeof extra === "object"
      ? `Record<string, ${typeOf(extra as Schema, `${at}/*`)}>`
      : "Record<string, unknown>";
  const required = new Set((schema.required ?? []) as string[]);
  return `{ ${properties.map(([name, one]) => `${keyOf(name)}${required.has(name) ? "" : "?"}: ${typeOf(one, `${at}/${name}`)}${required.has(name) ? "" : " | undefined"}`).join("; ")} }`;
}

const contentOf = (content: Media | undefined, at: string): string =>
  content
    ? `{ ${Object.entries(content)
        .map(([type, { schema }]) => `${JSON.stringify(type)}: ${typeOf(schema, at)}`)
        .join("; ")} }`
    : "never";

function operationOf(operation: Operation, at: string): string {
  const places = ["query", "path", "header"].map((place) => {
    const here = (operation.parameters ?? []).filter((one) => one.in === place);
    if (here.length === 0) return `${place}?: never`;
    const must = here.some((one) => one.required);
    const each = here.map(
      (one) =>
        `${keyOf(one.name)}${one.required ? "" : "?"}: ${typeOf(one.schema, `${at}?${one.name}`)}${one.required ? "" : " | undefined"}`,
    );
    return `${place}${must ? "" : "?"}: { ${each.join("; ")} }`;
  });
  const body = operation.requestBody;
  const responses = Object.entries(operation.responses).map(
    ([status, { content }]) => `${status}: { content: ${contentOf(content, `${at} ${status}`)} }`,
  );
  return [
    `parameters: { ${places.join("; ")} }`,
    body
      ? `requestBody${body.required ? "" : "?"}: { content: ${contentOf(body.content, `${at} body`)} }`
      : "requestBody?: never",
    `responses: { ${responses.join("; ")} }`,
  ]
    .map((line) => `      ${line};`)
    .join("\n");
}

/** The content of the generated file. */
export function apiTypes(description: Description): string {
  const paths = Object.entries(description.paths).map(([path, methods]) => {
    const each = Object.entries(methods).map(
      ([method, operation]) =>
        `    /** ${(operation.summary ?? method).replaceAll("*/", "")} */\n    ${method}: {\n${operationOf(operation, `${method} ${path}`)}\n    };`,
    );
    return `  ${JSON.stringify(path)}: {\n${each.join("\n")}\n  };`;
  });
  const schemas = Object.entries(description.components.schemas).map(
    ([name, schema]) => `    ${keyOf(name)}: ${typeOf(schema, name)};`,
  );
  return `// Made from docs/openapi.json by npm run generate.\n\nexport interface paths {\n${paths.join("\n")}\n}\n\nexport interface components {\n  schemas: {\n${schemas.join("\n")}\n  };\n}\n`;
}

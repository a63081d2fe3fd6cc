// The message templates that the simulated business has from the start. template-store.ts keeps them with those that Bellhop creates.

export type Template = {
  name: string;
  language: string;
  category: "UTILITY" | "MARKETING" | "AUTHENTICATION";
  status: "APPROVED" | "PENDING" | "REJECTED" | "PAUSED" | "DISABLED";
  id: string;
  parameter_format: "POSITIONAL" | "NAMED";
  components: Component[];
  /** `NONE`: it was not. */
  rejected_reason?: string;
  /** GREEN where nothing else is said. */
  quality?: Quality;
};
/** What recipients' reactions say of a template; a new one is UNKNOWN. */
export const QUALITIES = ["GREEN", "YELLOW", "RED", "UNKNOWN"] as const;
export type Quality = (typeof QUALITIES)[number];
/** A part, as lists have it: types and formats in upper case. (Meta: message templates.) */
export type Component = {
  type: "HEADER" | "BODY" | "FOOTER" | "BUTTONS";
  format?: string;
  text?: string;
  buttons?: Button[];
  example?: object;
};
export type Button = { type: string; text?: string; url?: string; phone_number?: string; example?: unknown };

/** The names of the variables of a text, each once. */
export const names = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!)),
];

/** A text with the samples that its variables were submitted with. */
function withSamples(place: "header" | "body", text: string): { text: string; example?: object } {
  const all = names(text);
  if (all.length === 0) return { text };
  const samples = all.map((name) => `sample ${name}`);
  if (/^\d+$/.test(all[0]!)) return { text, example: { [`${place}_text`]: place === "body" ? [samples] : samples } };
  const named = all.map((param_name, i) => ({ param_name, example: samples[i] }));
  return { text, example: { [`${place}_text_named_params`]: named } };
}

const template = (
  id: number,
  name: string,
  language: string,
  body: string,
  more: {
    header?: string;
    buttons?: Button[];
    footer?: string;
    status?: Template["status"];
    category?: Template["category"];
  } = {},
): Template => ({
  name,
  language,
  category: more.category ?? "UTILITY",
  status: more.status ?? "APPROVED",
  id: `40000000000000${id}`,
  parameter_format: /\{\{[a-z]/.test(body) ? "NAMED" : "POSITIONAL",
  components: [
    ...(more.header
      ? [{ type: "HEADER" as const, format: "TEXT" as const, ...withSamples("header", more.header) }]
      : []),
    { type: "BODY", ...withSamples("body", body) },
    ...(more.footer ? [{ type: "FOOTER" as const, text: more.footer }] : []),
    ...(more.buttons ? [{ type: "BUTTONS" as const, buttons: more.buttons }] : []),
  ],
});

const quick = (text: string): Button => ({ type: "QUICK_REPLY", text });

/** The templates of the account. */
export const TEMPLATES: readonly Template[] = [
  template(1, "hello_world", "en_US", "Welcome and congratulations! This message shows that you can send templates."),
  template(2, "call_instructions", "en_US", "{{1}}"),
  template(3, "call_instructions", "es_AR", "{{1}}"),
  template(4, "follow_up", "en_US", "Hello {{1}}, you wrote to us lately. May we continue the conversation?", {
    buttons: [quick("Yes, please"), quick("No, thanks")],
  }),
  template(5, "order_update", "es_AR", "Hola {{1}}, el total de tu pedido es {{2}}.", { buttons: [quick("Ok")] }),
  template(6, "booking_reminder", "en_US", "Your spot {{1}} is held until {{2}}.", { footer: "Bellhop" }),
  template(8, "bay_booked", "en_US", "Hello {{guest}}, your bay is kept until {{until}} today.", {
    header: "Bay {{bay}}",
    footer: "Bellhop",
    buttons: [{ type: "URL", text: "Map", url: "https://example.com/b/{{1}}" }, quick("Keep it")],
  }),
  template(7, "seasonal_offer", "en_US", "Hello {{1}}, spring prices have arrived.", { status: "PAUSED" }),
  template(9, "weekend_offer", "en_US", "Hello {{1}}, park on weekends at half the price.", {
    category: "MARKETING",
    buttons: [quick("Stop promotions")],
  }),
];

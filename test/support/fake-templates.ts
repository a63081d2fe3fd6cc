// A provider's templates that tests control, and a builder for one template.
import type { Provider } from "../../server/contract/inbound.ts";
import type { CreatedTemplate, TemplateProvider } from "../../server/contract/ports.ts";
import type { ProviderTemplate, TemplateCategory } from "../../server/contract/templates.ts";
import { next } from "./build.ts";

export type FakeTemplates = TemplateProvider & {
  /** What `list` returns. */
  listed: ProviderTemplate[];
  /** Why everything fails; null: it does not. */
  fault: string | null;
  /** What was asked for, in order. */
  asked: unknown[][];
};

export function makeTemplates(provider: Provider): FakeTemplates {
  const fake: FakeTemplates = {
    provider,
    listed: [],
    fault: null,
    asked: [],
    list: async () => (fake.fault === null ? { templates: fake.listed } : { fault: fake.fault }),
    check: () => [],
    create: (...given) => answer(["create", ...given], () => created(provider, given[1].category)),
    edit: (...given) => answer(["edit", ...given], () => null),
    submit: (...given) => answer(["submit", ...given], () => ({ status: "received" as const })),
    remove: (...given) => answer(["remove", ...given], () => null),
  };
  async function answer<T>(asked: unknown[], done: () => T): Promise<T | { fault: string }> {
    fake.asked.push(asked);
    return fake.fault === null ? done() : { fault: fake.fault };
  }
  return fake;
}

/** What each provider answers to a new template. */
const created = (provider: Provider, category: TemplateCategory): CreatedTemplate =>
  provider === "meta"
    ? { providerId: `5000000${next()}`, status: "pending", category }
    : { providerId: `HX${String(next()).padStart(32, "0")}`, status: "unsubmitted", category: null };

/** An approved template with a body of two named variables. */
export function makeTemplate(given: Partial<ProviderTemplate> = {}): ProviderTemplate {
  return {
    providerId: `5000000${next()}`,
    name: "bay_booked",
    language: "en_US",
    status: "approved",
    category: "utility",
    quality: "green",
    rejectedReason: null,
    parameterFormat: "named",
    header: { format: "none", text: null, variables: [], example: null },
    body: {
      text: "Hello {{guest}}, your bay is kept until {{until}} today.",
      variables: [
        { name: "guest", example: "Ana" },
        { name: "until", example: "18:00" },
      ],
    },
    footer: null,
    buttons: [],
    unsupported: [],
    ...given,
  };
}

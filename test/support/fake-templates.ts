// A provider's templates that tests control, and a builder for one template.
import type { Provider } from "../../server/contract/inbound.ts";
import type { TemplateProvider } from "../../server/contract/ports.ts";
import type { ProviderTemplate } from "../../server/contract/templates.ts";
import { next } from "./build.ts";

export type FakeTemplates = TemplateProvider & {
  /** What `list` returns. */
  listed: ProviderTemplate[];
  /** Why `list` fails; null: it does not. */
  fault: string | null;
};

export function makeTemplates(provider: Provider): FakeTemplates {
  const fake: FakeTemplates = {
    provider,
    listed: [],
    fault: null,
    list: async () => (fake.fault === null ? { templates: fake.listed } : { fault: fake.fault }),
  };
  return fake;
}

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

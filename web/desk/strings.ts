// The languages of the Desk: each page's strings, loaded with the page. Another language is another table like `en`.

export const strings = {
  en: {
    shell: () => import("./shell/strings.en.ts"),
    table: () => import("../kit/table/strings.en.ts"),
    inbox: () => import("./inbox/strings.en.ts"),
    kinds: () => import("./inbox/kinds/strings.en.ts"),
    content: () => import("./inbox/content/strings.en.ts"),
    driver: () => import("./inbox/driver/strings.en.ts"),
    identity: () => import("./inbox/identity/strings.en.ts"),
    files: () => import("./inbox/files/strings.en.ts"),
    messages: () => import("./messages/strings.en.ts"),
    parking: () => import("./parking/strings.en.ts"),
    incidents: () => import("./incidents/strings.en.ts"),
    news: () => import("./news/strings.en.ts"),
    calls: () => import("./calls/strings.en.ts"),
    overview: () => import("./overview/strings.en.ts"),
    rules: () => import("./rules/strings.en.ts"),
    templates: () => import("./templates/strings.en.ts"),
    "template-editor": () => import("./templates/editor/strings.en.ts"),
    "opt-outs": () => import("./opt-outs/strings.en.ts"),
    privacy: () => import("./privacy/strings.en.ts"),
    setup: () => import("./setup/strings.en.ts"),
    numbers: () => import("./numbers/strings.en.ts"),
    occasions: () => import("./templates/occasions/strings.en.ts"),
    people: () => import("./people/strings.en.ts"),
    keys: () => import("./keys/strings.en.ts"),
    audit: () => import("./audit/strings.en.ts"),
    settings: () => import("./settings/strings.en.ts"),
    "sign-in": () => import("./sign-in/strings.en.ts"),
  },
};

type Tables = (typeof strings)["en"];
type Words = { [N in keyof Tables]: Awaited<ReturnType<Tables[N]>>["default"] };

/** A page's namespace of strings. */
export type Namespace = keyof Tables;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "kit";
    resources: Words & { kit: typeof import("../kit/strings.en.ts")["default"] };
  }
}

// Which templates the filters of the address leave. Pure.
import type { Search } from "../../kit/search.ts";
import type { Template } from "./template.ts";

export const filterNames = ["status", "category", "language", "provider"] as const;
export type FilterName = (typeof filterNames)[number];

/** The templates that have each value that the address asks for. */
export const filtered = (templates: readonly Template[], address: Search): Template[] =>
  templates.filter((one) => filterNames.every((name) => !address[name] || one[name] === address[name]));

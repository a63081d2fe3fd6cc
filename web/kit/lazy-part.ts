// Parts of a page that are loaded when they are first shown, together with their strings.
import { type ComponentType, lazy } from "react";
import { fetched } from "./fetched.ts";
import { i18n } from "./i18n.ts";

/** A part with the namespaces of its strings. */
export const lazyPart = <Props>(
  namespaces: string | string[],
  load: () => Promise<{ default: ComponentType<Props> }>,
) => lazy(() => fetched(async () => (await Promise.all([load(), i18n.loadNamespaces(namespaces)]))[0]));

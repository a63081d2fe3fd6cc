// Parts of a page that are loaded when they are first shown, together with their strings.
import { type ComponentType, lazy } from "react";
import { fetched } from "./fetched.ts";
import { i18n } from "./i18n.ts";

/** A part whose strings are in a namespace. */
export const lazyPart = <Props>(namespace: string, load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() => fetched(async () => (await Promise.all([load(), i18n.loadNamespaces(namespace)]))[0]));

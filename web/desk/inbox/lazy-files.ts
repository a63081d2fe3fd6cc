// Parts of the inbox that show and send files are loaded when they are needed, together with their strings.
import { type ComponentType, lazy } from "react";
import { fetched } from "../../kit/fetched.ts";
import { i18n } from "../../kit/i18n.ts";

/** A part that is loaded when it is first shown. */
export const lazyFiles = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(async () => (await Promise.all([fetched(load), i18n.loadNamespaces("files")]))[0]);

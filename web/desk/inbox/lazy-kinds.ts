// Forms for other kinds of messages, reactions and forwarding are loaded when they are needed, together with their strings.
import { type ComponentType, lazy } from "react";
import { fetched } from "../../kit/fetched.ts";
import { i18n } from "../../kit/i18n.ts";

/** A part that is loaded when it is first shown. */
export const lazyKinds = <Props>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(async () => (await Promise.all([fetched(load), i18n.loadNamespaces("kinds")]))[0]);

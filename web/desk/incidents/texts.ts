// The texts of an incident's kind. A kind that this Desk does not know is shown by its name.
import type { TFunction } from "i18next";
import { capital } from "../../kit/format.ts";
import { i18n } from "../../kit/i18n.ts";

type Text = { title: string; what: string | null; todo: string | null };

/** The texts of a kind of incident. The namespace `incidents` must be loaded. */
export function textsOf(kind: string): Text {
  const say = (part: string): string | null => {
    const key = `incidents:${kind}_${part}`;
    return i18n.exists(key) ? (i18n.t as TFunction)(key as never) : null;
  };
  return { title: say("title") ?? readable(kind), what: say("what"), todo: say("do") };
}

/** A kind's name as a title: `clock_jump` is "Clock jump". */
export function readable(kind: string): string {
  return capital(kind.replaceAll(/[._-]+/g, " ").trim());
}

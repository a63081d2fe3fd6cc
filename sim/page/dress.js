// @ts-check
// Inserts icons where the HTML only names them.

import { tickIcon } from "./bubble.js";
import { byId, icon } from "./dom.js";

/** Inserts icons into buttons that only name them in the HTML. */
export function dress() {
  for (const [id, name] of [
    ["attach", "plus"],
    ["call", "phone"],
    ["note-close", "close"],
    ["people-close", "close"],
    ["panel-close", "close"],
    ["panel-open", "spark"],
    ["to-end", "down"],
  ]) {
    byId(id).append(icon(name ?? ""));
  }
  document.querySelector(".send-button")?.append(icon("send"));
  for (const sample of document.querySelectorAll(".tick-sample")) {
    const tick = tickIcon(/** @type {HTMLElement} */ (sample).dataset.tick ?? "");
    tick.removeAttribute("aria-label");
    tick.setAttribute("aria-hidden", "true");
    sample.append(tick);
  }
}

// @ts-check
// Puts the pictures where the HTML only names things.

import { tickIcon } from "./bubble.js";
import { byId, icon } from "./dom.js";

/** Puts the decoration into buttons that the HTML only names. */
export function dress() {
  for (const [id, name] of [
    ["attach", "plus"],
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

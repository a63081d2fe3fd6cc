// @ts-check
// What is shown side by side: the phone with the car park or the panel, or one at a time where two do not fit.

import { byId, el } from "./dom.js";
import { store } from "./store.js";

const narrow = matchMedia("(max-width: 819px)");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let bannerTimer;

/** Whether the chat is visible. */
export function chatShown() {
  return !narrow.matches || byId("stage").dataset.view === "phone";
}

/**
 * Sets up the switches. `changed` is called when the chat becomes visible or hidden.
 * @param {() => void} changed
 */
export function wireViews(changed) {
  const stage = byId("stage");
  for (const [name, key] of [
    ["view", "view"],
    ["side", "side"],
  ]) {
    for (const input of document.querySelectorAll(`input[name=${name}]`)) {
      input.addEventListener("change", () => {
        stage.dataset[/** @type {"view"} */ (key)] = /** @type {HTMLInputElement} */ (input).value;
        if (name === "view") hideBanner();
        changed();
      });
    }
  }
  narrow.addEventListener("change", changed);
  byId("banner").addEventListener("click", () => showView("phone"));
}

/** Shows whether there is a car park. @param {boolean} there */
export function withPark(there) {
  for (const id of ["park", "views", "sides"]) byId(id).hidden = !there;
  const stage = byId("stage");
  stage.classList.toggle("with-park", there);
  const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=side]:checked"));
  stage.dataset.side = there ? (chosen?.value ?? "park") : "panel";
  if (!there) stage.dataset.view = "phone";
}

/** Switches to the phone or the car park, where only one of them fits. @param {"phone" | "park"} view */
export function showView(view) {
  const input = /** @type {HTMLInputElement} */ (document.querySelector(`input[name=view][value=${view}]`));
  if (input.checked) return;
  input.checked = true;
  input.dispatchEvent(new Event("change"));
}

/** Shows the number of unread answers on the switch. */
export function showUnread() {
  const unread = store.unread.get(store.phone) ?? 0;
  const badge = byId("view-unread");
  badge.hidden = unread === 0;
  badge.replaceChildren(String(unread), el("span", { class: "hidden" }, " new"));
}

/** Shows a banner for an answer that arrives while the car park is in front. @param {string} text */
export function showBanner(text) {
  const banner = byId("banner");
  banner.replaceChildren(el("b", {}, "Bellhop"), el("span", {}, text));
  banner.hidden = false;
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(hideBanner, 7000);
}

function hideBanner() {
  clearTimeout(bannerTimer);
  byId("banner").hidden = true;
}

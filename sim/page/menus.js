// @ts-check
// What opens over the chat: the menu of a message, the attachments, the bottom sheet of a list. Only one is open at a time.

import { byId, el, icon } from "./dom.js";

const REACTIONS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
/** @type {(() => void) | null} */
let closeOpen = null;

/** Closes whatever is open. */
export function closeMenus() {
  closeOpen?.();
  closeOpen = null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});
document.addEventListener("pointerdown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (closeOpen && !target.closest(".menu, .sheet, .bubble-more, .post, #attach")) closeMenus();
});

/**
 * The menu of a message.
 * @param {HTMLElement} anchor
 * @param {{ react: ((emoji: string) => void) | null, mine: string | undefined, items: [string, string, () => void][] }} what
 */
export function messageMenu(anchor, what) {
  closeMenus();
  const menu = el("div", { class: "menu message-menu", role: "menu", "aria-label": "Message options" });
  const run = (/** @type {() => void} */ work) => () => {
    closeMenus();
    work();
  };
  if (what.react) {
    const react = what.react;
    const emojis = REACTIONS.map((emoji) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitemcheckbox",
          "aria-checked": String(emoji === what.mine),
          "aria-label": `React ${emoji}`,
          onclick: run(() => react(emoji === what.mine ? "" : emoji)),
        },
        emoji,
      ),
    );
    menu.append(el("div", { class: "emoji-row", role: "group", "aria-label": "React" }, ...emojis));
  }
  for (const [name, label, work] of what.items) {
    menu.append(
      el("button", { class: "menu-item", type: "button", role: "menuitem", onclick: run(work) }, icon(name), label),
    );
  }
  popUp(menu, anchor, /** @type {HTMLElement} */ (anchor.closest(".phone")));
}

/**
 * The menu of a parking post, with its faults.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {{ icon: string, label: string, hint: string, checked?: boolean, run: () => void }[]} items
 */
export function postMenu(anchor, label, items) {
  const again = anchor.getAttribute("aria-expanded") === "true";
  closeMenus();
  if (again) return;
  const menu = el("div", { class: "menu post-menu", role: "menu", "aria-label": label });
  for (const { icon: picture, label: title, hint, checked, run } of items) {
    const kind =
      checked === undefined ? { role: "menuitem" } : { role: "menuitemcheckbox", "aria-checked": String(checked) };
    const onclick = () => {
      closeMenus();
      run();
    };
    const words = el("span", {}, el("strong", {}, title), el("small", {}, hint));
    const tick = checked ? icon("tick") : null;
    menu.append(el("button", { class: "menu-item", type: "button", ...kind, onclick }, icon(picture), words, tick));
  }
  anchor.setAttribute("aria-expanded", "true");
  popUp(menu, anchor, /** @type {HTMLElement} */ (anchor.closest(".park-lots")));
}

/** Shows a menu at its button, within a frame. @param {HTMLElement} menu @param {HTMLElement} anchor @param {HTMLElement} frame */
function popUp(menu, anchor, frame) {
  frame.append(menu);
  const box = frame.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  const above = at.top - box.top - menu.offsetHeight - 4;
  const below = at.bottom - box.top + 4;
  const lowest = box.height - menu.offsetHeight - 12;
  const top = below > lowest && above >= 12 ? above : Math.min(below, lowest);
  const left = Math.min(Math.max(12, at.right - box.left - menu.offsetWidth), box.width - menu.offsetWidth - 12);
  menu.style.top = `${Math.max(12, top) + frame.scrollTop}px`;
  menu.style.left = `${left}px`;
  arrows(menu);
  closeOpen = () => {
    menu.remove();
    if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "false");
    if (anchor.isConnected) anchor.focus?.();
  };
}

/**
 * Opens or closes the menu of attachments.
 * @param {HTMLElement} button
 * @param {[string, string, () => void][]} items
 */
export function attachMenu(button, items) {
  const menu = byId("attach-menu");
  if (!menu.hidden) return closeMenus();
  closeMenus();
  menu.replaceChildren(
    ...items.map(([name, label, work]) =>
      el(
        "button",
        {
          class: "menu-item",
          type: "button",
          role: "menuitem",
          onclick: () => {
            closeMenus();
            work();
          },
        },
        icon(name),
        label,
      ),
    ),
  );
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  arrows(menu);
  closeOpen = () => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
}

/**
 * Shows the rows of a list in a bottom sheet.
 * @param {any} content
 * @param {(id: string) => void} pick
 */
export function listSheet(content, pick) {
  closeMenus();
  const back = byId("sheet");
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  /** @type {string | null} */
  let chosen = null;
  const send = /** @type {HTMLButtonElement} */ (
    el("button", { class: "sheet-send", type: "button", disabled: true }, "Send")
  );
  const rows = content.sections.flatMap((/** @type {any} */ section) => [
    section.title ? el("h4", {}, section.title) : null,
    ...section.rows.map((/** @type {any} */ row) => {
      const input = /** @type {HTMLInputElement} */ (el("input", { type: "radio", name: "sheet-row", value: row.id }));
      input.addEventListener("change", () => {
        chosen = row.id;
        send.disabled = false;
      });
      const words = el(
        "span",
        {},
        el("strong", { dir: "auto" }, row.title),
        row.description ? el("small", {}, row.description) : null,
      );
      return el("label", { class: "sheet-row" }, words, input);
    }),
  ]);
  const close = el(
    "button",
    { class: "icon-button", type: "button", "aria-label": "Close", onclick: closeMenus },
    icon("close"),
  );
  const sheet = el(
    "div",
    { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": content.button },
    el("div", { class: "sheet-head" }, close, el("h3", {}, content.button)),
    el("div", { class: "sheet-rows" }, ...rows),
    send,
  );
  send.addEventListener("click", () => {
    const id = chosen;
    closeMenus();
    if (id !== null) pick(id);
  });
  back.replaceChildren(sheet);
  back.hidden = false;
  trap(sheet);
  /** @type {HTMLElement | null} */ (sheet.querySelector("input"))?.focus();
  closeOpen = () => {
    back.hidden = true;
    back.replaceChildren();
    before?.focus();
  };
}

/** Keeps the keyboard focus inside. @param {HTMLElement} box */
function trap(box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("button:not(:disabled), input")]);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    if (event.shiftKey && document.activeElement === first) {
      event.preventDefault();
      last?.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first?.focus();
    }
  });
}

/** @param {HTMLElement} menu */
function arrows(menu) {
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("button")]);
  items[0]?.focus();
  menu.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const now = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    items[(now + step + items.length) % items.length]?.focus();
  };
}

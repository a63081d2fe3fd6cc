// @ts-check
// The page of the review: the templates at both providers, and what a person decides about each in Meta's place.

import { byId, el } from "./dom.js";
import { call } from "./net.js";

/** @typedef {{ id: string, line: "meta" | "twilio", name: string, language: string, category: string, status: string, text: string, reason: string | null, quality: string | null, decisions: string[] }} Reviewed */

const LINES = { meta: "Meta", twilio: "Twilio" };
const TITLES = { approve: "Approve", reject: "Reject…", pause: "Pause", unpause: "Lift the pause", disable: "Disable" };
/** (Meta: template webhooks, reason.) */
const REASONS = ["INVALID_FORMAT", "PROMOTIONAL", "TAG_CONTENT_MISMATCH", "ABUSIVE_CONTENT", "SCAM"];
const QUALITIES = ["UNKNOWN", "GREEN", "YELLOW", "RED"];
/** How often the list is read anew, in milliseconds. */
const PAUSE = 2_000;
let shown = "";

/** @param {unknown} error */
function complain(error) {
  const toast = byId("toast");
  toast.textContent = String(error instanceof Error ? error.message : error);
  toast.hidden = false;
  setTimeout(() => {
    toast.hidden = true;
  }, 6000);
}

/** Decides about a template, or changes it, and shows the list. @param {Reviewed} template @param {object} body */
function send({ id }, body) {
  call("POST", `templates/${id}`, body).then(({ templates }) => draw(templates), complain);
}

/** Asks for the reason of a rejection. @param {Reviewed} template */
function reject(template) {
  const dialog = byId("reject");
  const form = byId("reject-form");
  form.reset();
  byId("reject-title").textContent = `Reject ${template.name}`;
  dialog.returnValue = "";
  dialog.onclose = () => {
    const { reason, advice } = form.elements;
    if (dialog.returnValue === "reject")
      send(template, { decision: "reject", reason: reason.value, advice: advice.value.trim() });
  };
  dialog.showModal();
}

/** Draws the list, unless it is as it was; the focus stays on the control that has it. @param {Reviewed[]} templates */
function draw(templates) {
  const now = JSON.stringify(templates);
  if (now === shown) return;
  shown = now;
  const focused = document.activeElement?.id;
  // Those that wait for a decision come first.
  const waits = (/** @type {Reviewed} */ { status }) => Number(/^(pending|received)$/i.test(status));
  byId("review-list").replaceChildren(...templates.toSorted((one, other) => waits(other) - waits(one)).map(row));
  byId("review-none").hidden = templates.length > 0;
  if (focused) document.getElementById(focused)?.focus();
}

/** @param {Reviewed} template */
function row(template) {
  const { id, line, name, language, category, status, text, reason, decisions } = template;
  const facts = [LINES[line], language, category.toLowerCase()].filter(Boolean).join(" · ");
  return el(
    "li",
    { class: "reviewed", "aria-label": name },
    el(
      "div",
      { class: "reviewed-head" },
      el("h2", {}, name),
      el("b", { class: `state ${status.toLowerCase()}` }, status.toLowerCase()),
      el("small", {}, facts),
    ),
    el("p", { class: "reviewed-text", dir: "auto" }, text),
    reason ? el("p", { class: "soft" }, `Rejected: ${reason}`) : null,
    el(
      "div",
      { class: "reviewed-how" },
      ...decisions.map((decision) =>
        el(
          "button",
          {
            class: "quiet-button",
            type: "button",
            id: `${decision}-${id}`,
            onclick: () => (decision === "reject" ? reject(template) : send(template, { decision })),
          },
          TITLES[/** @type {"approve"} */ (decision)],
        ),
      ),
      ...(line === "meta" ? later(template) : []),
    ),
  );
}

/** What Meta does to a template by itself. @param {Reviewed} template */
function later(template) {
  const { id, name, category, quality } = template;
  const other = category === "MARKETING" ? "UTILITY" : "MARKETING";
  const rate = /** @type {HTMLSelectElement} */ (
    el(
      "select",
      {
        id: `quality-${id}`,
        "aria-label": `Quality of ${name}`,
        onchange: () => send(template, { quality: rate.value }),
      },
      ...QUALITIES.map((one) =>
        el("option", { value: one, selected: one === quality }, `Quality: ${one.toLowerCase()}`),
      ),
    )
  );
  const move = el(
    "button",
    {
      class: "quiet-button",
      type: "button",
      id: `move-${id}`,
      onclick: () => send(template, { category: other }),
    },
    `Move to ${other.toLowerCase()}`,
  );
  return category === "AUTHENTICATION" ? [rate] : [move, rate];
}

/** Reads the list again and again, while the page is visible and nobody chooses in it. */
async function follow() {
  const isBusy = document.hidden || document.activeElement?.tagName === "SELECT";
  if (!isBusy || shown === "") await call("GET", "templates").then(({ templates }) => draw(templates), complain);
  setTimeout(follow, PAUSE);
}

byId("reject-reason").replaceChildren(...REASONS.map((reason) => el("option", { value: reason }, reason)));
void follow();

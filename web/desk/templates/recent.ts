// Which templates were sent last from this browser.
const key = "bellhop.templates.recent";

/** So many are remembered. */
const MAX_RECENT = 12;

function ids(): number[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "number") : [];
  } catch {
    return [];
  }
}

/** The ids of templates, the last one first. */
export const recent = {
  ids,
  add(id: number): void {
    const next = [id, ...ids().filter((one) => one !== id)].slice(0, MAX_RECENT);
    localStorage.setItem(key, JSON.stringify(next));
  },
};

// @ts-check
// Creates elements and icons. Text always becomes a text node, never markup.

/**
 * Creates an element. Children that are null or false are left out.
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `class`, `on<event>` and `dataset` have a special meaning
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

/**
 * Creates an SVG element.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/**
 * The element with this id.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`There is no #${id}`);
  return node;
}

/** @type {Record<string, [string, string]>} path and viewBox */
const icons = {
  sent: ["M1.5 6.5 5 10l7.5-8", "0 0 14 12"],
  delivered: ["M1.2 6.5 4.7 10l7.3-8M8.6 9.3l.7.7 7.3-8", "0 0 18 12"],
  clock: ["M7 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM7 4v3l2 1.5", "0 0 14 14"],
  alert: ["M7 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM7 4.2v3.4M7 9.6v.2", "0 0 14 14"],
  close: ["M5 5l10 10M15 5 5 15", "0 0 20 20"],
  plus: ["M10 4v12M4 10h12", "0 0 20 20"],
  send: ["M4 10h11M10.5 5l5 5-5 5", "0 0 20 20"],
  more: ["M5 8l5 5 5-5", "0 0 20 20"],
  down: ["M10 4v11M5 10.5l5 5 5-5", "0 0 20 20"],
  list: ["M4 6h12M4 10h12M4 14h8", "0 0 20 20"],
  reply: ["M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5", "0 0 20 20"],
  phone: [
    "M6 3.500h2.500l1.200 3.500-1.700 1.200a8 8 0 0 0 3.800 3.800l1.200-1.700 3.500 1.200V14a2.500 2.500 0 0 1-2.700 2.500A11 11 0 0 1 3.500 6.200 2.500 2.500 0 0 1 6 3.500Z",
    "0 0 20 20",
  ],
  pin: [
    "M10 17.5s5.5-4.8 5.5-9a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9 5.5 9ZM10 6.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z",
    "0 0 20 20",
  ],
  photo: ["M3 4.5h14v11H3ZM3 13l4-4 3.5 3.5L13 10l4 4M13.5 7.2v.1", "0 0 20 20"],
  file: ["M5 2.5h6.5L15 6v11.5H5ZM11.5 2.5V6H15M7.5 10h5M7.5 13h5", "0 0 20 20"],
  person: ["M10 3a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 10 3ZM3.8 16.8c.5-3.2 3-5 6.2-5s5.7 1.8 6.2 5", "0 0 20 20"],
  mic: [
    "M10 2.5a2.2 2.2 0 0 1 2.2 2.2v4.6a2.2 2.2 0 0 1-4.4 0V4.7A2.2 2.2 0 0 1 10 2.5ZM5 9.5a5 5 0 0 0 10 0M10 14.5v3",
    "0 0 20 20",
  ],
  sticker: ["M4 4h12v7l-5 5H4ZM16 11h-5v5", "0 0 20 20"],
  edit: ["M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3Z", "0 0 20 20"],
  bin: ["M4.5 6h11M8 6V4h4v2M6 6l.7 10.5h6.6L14 6", "0 0 20 20"],
  copy: ["M7 7h9v9H7ZM4 13V4h9", "0 0 20 20"],
  link: [
    "M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-.9.9M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l.9-.9",
    "0 0 20 20",
  ],
  spark: ["M11 2.5 4.5 11.5H9l-.5 6 6.5-9H10.5Z", "0 0 20 20"],
  plug: ["M7 3v4M13 3v4M5.5 7h9v2.5a4.5 4.5 0 0 1-9 0ZM10 14v3.5", "0 0 20 20"],
  pulse: ["M2.5 10h3l2-5 4 10 2.5-5h3.5", "0 0 20 20"],
  lock: ["M5 9h10v8H5ZM7.2 9V6.3a2.8 2.8 0 0 1 5.6 0V9", "0 0 20 20"],
  lamp: ["M10 2.8a4.8 4.8 0 0 0-2.6 8.8V14h5.2v-2.4A4.8 4.8 0 0 0 10 2.8ZM8 17h4M3.5 3.5l13 13", "0 0 20 20"],
  tick: ["M4 10.5 8.2 15 16 5.5", "0 0 20 20"],
  back: ["M8 5 3.5 10 8 15M4 10h12.5", "0 0 20 20"],
};

/**
 * A line icon in the colour of the text.
 * @param {string} name
 * @param {string} [label] unset: decoration, hidden from screen readers
 */
export function icon(name, label) {
  const [path, box] = icons[name] ?? ["", "0 0 20 20"];
  /** @type {Record<string, string>} */
  const seen = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { viewBox: box, class: `icon icon-${name}`, ...seen }, svg("path", { d: path }));
}

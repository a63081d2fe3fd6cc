// @ts-check
// WhatsApp's text formatting: *bold*, _italic_, ~strike~, `code`, ```mono``` and links, parsed into plain data.

/** @typedef {{ type: "text" | "mono" | "link", text: string } | { type: "bold" | "italic" | "strike", parts: Part[] }} Part */

const marks = { "*": "bold", _: "italic", "~": "strike" };
const pattern =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])|https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/gu;

/**
 * Parses a text. Everything that is not formatting stays as it is.
 * @param {string} text
 * @returns {Part[]}
 */
export function parse(text) {
  /** @type {Part[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ type: "text", text: text.slice(end, match.index) });
    const [whole, mono, code, mark, inner] = match;
    if (mono !== undefined || code !== undefined) parts.push({ type: "mono", text: mono ?? code ?? "" });
    else if (mark !== undefined) {
      const type = /** @type {"bold"} */ (marks[/** @type {"*"} */ (mark)]);
      parts.push({ type, parts: parse(inner ?? "") });
    } else parts.push({ type: "link", text: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) parts.push({ type: "text", text: text.slice(end) });
  return parts;
}

const tags = { bold: "strong", italic: "em", strike: "s", mono: "code" };

/**
 * The formatted text as DOM nodes.
 * @param {string} text
 * @returns {Node[]}
 */
export function formatted(text) {
  return parse(text).map(node);
}

/** @param {Part} part @returns {Node} */
function node(part) {
  if (part.type === "text") return document.createTextNode(part.text);
  if (part.type === "link") {
    const link = document.createElement("a");
    link.href = part.text;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = part.text;
    return link;
  }
  const element = document.createElement(tags[part.type]);
  element.append(...("parts" in part ? part.parts.map(node) : [part.text]));
  return element;
}

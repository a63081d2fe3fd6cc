// Rows as CSV (RFC 4180) and as NDJSON. Cells that a spreadsheet would take for a formula are told to be text. Pure.

/** What a cell can hold. */
export type Cell = string | number | Date | null;

/** How a spreadsheet is told that a text is no formula, whatever a customer wrote. */
const apostrophe = "'";
/** What may begin a formula: also in full width, and after a control character that some programs drop. */
const formula = /^[=+\-@\t\r\n\0\uFF0B\uFF0D\uFF1D\uFF20]/;
/** A number with its sign comes to nothing but itself. */
const signed = /^[+-]\d+(\.\d+)?$/;

/** The byte order mark, by which Excel knows UTF-8. */
export const byteOrderMark = "\uFEFF";

function cellOf(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = formula.test(value) && !signed.test(value) ? apostrophe + value : value;
  return /[",;'\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(",")}\r\n`;

/** One line of NDJSON with its end. */
export const jsonLine = (names: readonly string[], cells: readonly Cell[]): string =>
  `${JSON.stringify(Object.fromEntries(names.map((name, place) => [name, cells[place] ?? null])))}\n`;

// Rows as CSV (RFC 4180) and as NDJSON. Cells that a spreadsheet would take for a formula are marked as text. Pure.

/** The value of a cell. */
export type Cell = string | number | Date | null;

/** Makes a spreadsheet treat a cell as text, whatever a customer wrote. */
const apostrophe = "'";
/** Characters with which a formula can begin: also full-width ones, and control characters, which some programs drop. */
const formula = /^[=+\-@\t\r\n\0\uFF0B\uFF0D\uFF1D\uFF20]/;
/** A number with a sign is harmless: as a formula it is only that number. */
const signed = /^[+-]\d+(\.\d+)?$/;

/** The byte order mark, by which Excel recognizes UTF-8. */
export const byteOrderMark = "\uFEFF";

function cellOf(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = formula.test(value) && !signed.test(value) ? apostrophe + value : value;
  return /[",;'\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV with its line end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(",")}\r\n`;

/** One line of NDJSON with its line end. */
export const jsonLine = (names: readonly string[], cells: readonly Cell[]): string =>
  `${JSON.stringify(Object.fromEntries(names.map((name, place) => [name, cells[place] ?? null])))}\n`;

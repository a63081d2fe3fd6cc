// The page of an export that anybody can read: the conversations, and the rows of the smaller tables.

/** A message as the page shows it. */
export type PageMessage = {
  conversation_id: number;
  number: string;
  sent_at: string;
  direction: string;
  author: string;
  text: string;
  files: { name: string; path: string }[];
};

/** The most rows of a table that are shown; the files have all. */
const MAX_ROWS = 500;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign]!);

const head = (title: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  p.message { white-space: pre-wrap; overflow-wrap: anywhere }
  small { opacity: 0.75 }
  .scroll { overflow-x: auto }
  table { border-collapse: collapse; font-size: 0.85rem }
  th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.6rem; border-bottom: 1px solid #8886 }
</style>
<h1>${escapeHtml(title)}</h1>
`;

/** The page, part by part. Times are in UTC. */
export async function* page(
  title: string,
  messages: AsyncIterable<PageMessage>,
  tables: AsyncIterable<{ table: string; count: number; rows: readonly Record<string, unknown>[] }>,
): AsyncGenerator<string> {
  yield head(title);
  yield "<p>Messages, oldest first in each conversation. Times are in UTC. The folder data has every row that Bellhop keeps, one JSON object a line.</p>\n";
  let conversation = 0;
  for await (const message of messages) {
    if (message.conversation_id !== conversation)
      yield `<h2>Conversation ${message.conversation_id} with ${escapeHtml(message.number)}</h2>\n`;
    conversation = message.conversation_id;
    const links = message.files.map(
      ({ name, path }) => `<br><a href="${escapeHtml(encodeURI(path))}">${escapeHtml(name)}</a>`,
    );
    const by = message.direction === "in" ? message.author : `${message.author} (the business)`;
    yield `<p class="message"><small>${escapeHtml(message.sent_at)} · ${escapeHtml(by)}</small>\n${escapeHtml(message.text)}${links.join("")}</p>\n`;
  }
  for await (const { table, count, rows } of tables) yield tableOf(table, count, rows.slice(0, MAX_ROWS));
}

function tableOf(table: string, count: number, rows: readonly Record<string, unknown>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== null)))];
  const cell = (value: unknown) =>
    escapeHtml(
      value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value),
    );
  const lines = rows.map((row) => `<tr>${columns.map((name) => `<td>${cell(row[name])}</td>`).join("")}</tr>`);
  const more =
    count > rows.length ? `<p>The first ${rows.length} of ${count}; all are in data/${table}.ndjson.</p>\n` : "";
  const names = columns.map((name) => `<th>${escapeHtml(name.replaceAll("_", " "))}</th>`).join("");
  return `<h2>${escapeHtml(table.replaceAll("_", " "))}</h2>\n<div class="scroll"><table><tr>${names}</tr>\n${lines.join("\n")}\n</table></div>\n${more}`;
}

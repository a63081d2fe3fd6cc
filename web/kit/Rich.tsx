// Renders text with WhatsApp's formatting: *bold*, _italic_, ~strikethrough~, ```monospace```, and links. Everything else stays plain text.
import type { ReactNode } from "react";
import { marks } from "./marks.ts";
import styles from "./rich.module.css";

const shapes: [RegExp, (inner: ReactNode, key: number) => ReactNode][] = [
  [marks.mono, (inner, key) => <code key={key}>{inner}</code>],
  [marks.bold, (inner, key) => <strong key={key}>{inner}</strong>],
  [marks.italic, (inner, key) => <em key={key}>{inner}</em>],
  [marks.struck, (inner, key) => <s key={key}>{inner}</s>],
];

const link = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

function linked(text: string): ReactNode {
  const [found] = text.matchAll(link);
  if (!found) return text;
  return (
    <>
      {text.slice(0, found.index)}
      <a href={found[0]} target="_blank" rel="noopener noreferrer nofollow">
        {found[0]}
      </a>
      {linked(text.slice(found.index + found[0].length))}
    </>
  );
}

/** Formats the mark that begins first, and inside it the other ones. */
function formatted(text: string, within: readonly number[] = []): ReactNode {
  const found = shapes
    .flatMap(([pattern], n) => {
      const match = within.includes(n) ? null : pattern.exec(text);
      return match ? [{ n, at: match.index, whole: match[0], inner: match[1]! }] : [];
    })
    .sort((a, b) => a.at - b.at)[0];
  if (!found) return linked(text);
  const { n, at, whole, inner } = found;
  return (
    <>
      {linked(text.slice(0, at))}
      {shapes[n]![1](n === 0 ? inner : formatted(inner, [...within, n]), 0)}
      {formatted(text.slice(at + whole.length), within)}
    </>
  );
}

/** Longer texts are shown unformatted, because parsing them takes too long. */
const longest = 8_000;

/** The text of a message. */
export function Rich({ text }: { text: string }) {
  return (
    <p className={styles.text} dir="auto">
      {text.length > longest ? text : formatted(text)}
    </p>
  );
}

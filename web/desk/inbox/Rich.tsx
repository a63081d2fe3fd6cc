// Words as WhatsApp shows them: *bold*, _italic_, ~struck~, ```mono```, and links. Everything else is text, whatever it holds.
import type { ReactNode } from "react";
import styles from "./bubble.module.css";

const marks: [RegExp, (inner: ReactNode, key: number) => ReactNode][] = [
  [/```([^`]+)```/, (inner, key) => <code key={key}>{inner}</code>],
  [
    /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])/u,
    (inner, key) => <strong key={key}>{inner}</strong>,
  ],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])/u, (inner, key) => <em key={key}>{inner}</em>],
  [/(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])/u, (inner, key) => <s key={key}>{inner}</s>],
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

function formatted(text: string, from = 0): ReactNode {
  for (let n = from; n < marks.length; n += 1) {
    const [pattern, show] = marks[n]!;
    const found = pattern.exec(text);
    if (!found) continue;
    const [whole, inner] = found as unknown as [string, string];
    const before = text.slice(0, found.index);
    const after = text.slice(found.index + whole.length);
    return (
      <>
        {formatted(before, n + 1)}
        {show(n === 0 ? inner : formatted(inner, n + 1), 0)}
        {formatted(after, n)}
      </>
    );
  }
  return linked(text);
}

/** Longer texts are shown without marks: looking for them would take long. */
const longest = 8_000;

/** A text of a customer's or of ours. */
export function Rich({ text }: { text: string }) {
  return (
    <p className={styles.text} dir="auto">
      {text.length > longest ? text : formatted(text)}
    </p>
  );
}

// A short list as a plain table: people, keys, sessions. Long ones, that are sorted and fetched in pages, are a DataTable.
import type { ReactNode } from "react";
import styles from "./rows.module.css";

/** `head` names the columns; an empty name is one of buttons. Give cells that phones can do without `className={spare}`. */
export function Rows({
  label,
  head,
  children,
}: {
  label: string;
  head: readonly (string | Spare)[];
  children: ReactNode;
}) {
  return (
    <div className={styles.frame}>
      <table className={styles.rows} aria-label={label}>
        <thead>
          <tr>
            {head.map((one, n) => {
              const name = typeof one === "string" ? one : one.spare;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns do not move
                <th key={n} scope="col" className={typeof one === "string" ? undefined : styles.spare}>
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

type Spare = { spare: string };

/** The class of cells that are not shown on phones. */
export const spare = styles.spare;
/** The class of what is shown on phones alone, such as what a spare cell says. */
export const brief = styles.brief;
/** The class of the cell with buttons, at the end. */
export const actions = styles.actions;

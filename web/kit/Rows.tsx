// A short list as a plain table: users, keys, sessions. Long lists that are sorted and loaded in pages use DataTable.
import type { ReactNode } from "react";
import styles from "./rows.module.css";

/** `head`: the column headings; an empty one is for a column of buttons. Cells with `className={spare}` are hidden on phones. */
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

/** The class of cells that are hidden on phones. */
export const spare = styles.spare;
/** The class of what only phones show, such as the content of a spare cell. */
export const brief = styles.brief;
/** The class of the last cell, with buttons. */
export const actions = styles.actions;

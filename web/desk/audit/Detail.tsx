// The panel with one entry of the audit log: who, when, to what, and each field before and after.
import { useTranslation } from "react-i18next";
import { time } from "../../kit/format.ts";
import { Fact, Facts, Part, Side } from "../../kit/Side.tsx";
import styles from "./audit.module.css";
import { Subject, useWords, Who } from "./columns.tsx";
import { changesOf, type Entry } from "./entry.ts";

/** The panel beside the table; in small windows it covers the page. */
export function Detail({ of, close }: { of: Entry; close(): void }) {
  const { t } = useTranslation("audit");
  const words = useWords();
  const changes = changesOf(of.before, of.after);
  return (
    <Side title={t("entry_n", { id: of.id })} close={close}>
      <Part>
        <Facts>
          <Fact name={t("time")}>{time(of.at, "exact")}</Fact>
          <Fact name={t("actor")}>
            <Who of={of} />
          </Fact>
          <Fact name={t("action")}>{words(of).did}</Fact>
          <Fact name={t("subject")}>
            <Subject of={of} />
          </Fact>
          {of.note ? (
            <Fact name={t("note")}>
              <bdi>{of.note}</bdi>
            </Fact>
          ) : null}
        </Facts>
      </Part>
      <Part title={t("change")}>
        {changes.length === 0 ? (
          <p className="quiet">{t("no_change")}</p>
        ) : (
          <div className={styles.changes}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("field")}</th>
                  <th scope="col">{t("before")}</th>
                  <th scope="col">{t("after")}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, before, after }) => (
                  <tr key={field}>
                    <th scope="row">{field.replaceAll("_", " ")}</th>
                    <td>{before === null ? <span className="quiet">{t("none")}</span> : <bdi>{before}</bdi>}</td>
                    <td>{after === null ? <span className="quiet">{t("none")}</span> : <bdi>{after}</bdi>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Part>
    </Side>
  );
}

// Open sessions of oneself or a colleague, with a button to end each.
import { Badge, Button } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../api/client.ts";
import { type Brought, read } from "../api/query.ts";
import { Ago } from "./Ago.tsx";
import { useAction } from "./action.ts";
import { deviceOf } from "./device.ts";
import { time } from "./format.ts";
import { actions, brief, Rows, spare } from "./Rows.tsx";
import styles from "./sessions.module.css";
import { Empty, Shown } from "./states.tsx";

/** The sessions of a user; without `personId` one's own. */
export function Sessions({ personId }: { personId?: number }) {
  const { t } = useTranslation("kit");
  const own = personId === undefined;
  const mine = useQuery({ ...read("/api/me/sessions"), enabled: own });
  const theirs = useQuery({ ...read("/api/people/{id}/sessions", { path: { id: personId ?? 0 } }), enabled: !own });
  const sessions = own ? mine : theirs;
  const end = useAction(
    (sid: number) =>
      own
        ? ok(api.DELETE("/api/me/sessions/{sid}", { params: { path: { sid } } }))
        : ok(api.DELETE("/api/people/{id}/sessions/{sid}", { params: { path: { id: personId, sid } } })),
    { touches: ["/api/me/sessions", "/api/people"], done: t("session_ended") },
  );
  const endAll = useAction(
    () =>
      own
        ? ok(api.DELETE("/api/me/sessions"))
        : ok(api.DELETE("/api/people/{id}/sessions", { params: { path: { id: personId } } })),
    {
      touches: ["/api/me/sessions", "/api/people"],
      done: ({ ended }) => (ended > 0 ? t("sessions_ended", { count: ended }) : t("sessions_none_ended")),
    },
  );
  const shown = sessions.data?.sessions ?? [];
  const others = shown.filter(({ current }) => !current).length;
  return (
    <>
      <SessionRows of={sessions} end={end} />
      {others > 0 ? (
        <div className={styles.all}>
          <Button variant="default" size="compact-md" loading={endAll.isPending} onClick={() => endAll.mutate()}>
            {t(others < shown.length ? "sessions_end_others" : "sessions_end_all")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

type Props = {
  of: UseQueryResult<Brought<"/api/me/sessions">>;
  end: { isPending: boolean; variables: number | undefined; mutate(sid: number): void };
};

function SessionRows({ of, end }: Props) {
  const { t } = useTranslation("kit");
  return (
    <Shown of={of} compact>
      {({ sessions: rows }) =>
        rows.length === 0 ? (
          <Empty compact icon="screen" title={t("no_sessions")} />
        ) : (
          <Rows
            label={t("sessions")}
            head={[
              t("session_where"),
              { spare: t("session_address") },
              { spare: t("session_since") },
              t("session_seen"),
              "",
            ]}
          >
            {rows.map((one) => (
              <tr key={one.id}>
                <td>
                  {deviceOf(one.user_agent) ?? t("session_unknown")}{" "}
                  {one.current ? <Badge color="green">{t("session_this")}</Badge> : null}
                  <div className={`${brief} quiet`}>
                    {one.ip_address} · {time(one.created_at)}
                  </div>
                </td>
                <td className={`${spare} mono`}>{one.ip_address}</td>
                <td className={spare}>{time(one.created_at)}</td>
                <td>{one.seen_at ? <Ago at={one.seen_at} /> : null}</td>
                <td className={actions}>
                  {one.current ? null : (
                    <Button
                      variant="default"
                      size="compact-sm"
                      loading={end.isPending && end.variables === one.id}
                      onClick={() => end.mutate(one.id)}
                    >
                      {t("session_end")}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </Rows>
        )
      }
    </Shown>
  );
}

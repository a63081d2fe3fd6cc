// The frame around all pages: the navigation rail (a bar on phones), the user's menu, the connection state, keyboard shortcuts.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { useWantedCall } from "../../kit/calling.ts";
import { Confirm } from "../../kit/confirm.tsx";
import { fetched } from "../../kit/fetched.ts";
import { Icon } from "../../kit/Icon.tsx";
import { ConfirmIdentity } from "../../kit/identity.tsx";
import { useKeys } from "../../kit/keys.ts";
import { lazyPart } from "../../kit/lazy-part.ts";
import { useLiveState } from "../../kit/live.ts";
import { follow } from "../../kit/live-keys.ts";
import { Mark } from "../../kit/Mark.tsx";
import { mayDo, useMe } from "../../kit/session.ts";
import { Empty, Loading } from "../../kit/states.tsx";
import { MoreMenu, UserMenu } from "./menus.tsx";
import { type NavItem, navItems } from "./nav-items.ts";
import styles from "./shell.module.css";

const KeysOverlay = lazy(() => fetched(() => import("./KeysOverlay.tsx")));

const CallPanel = lazyPart("calls", () => import("../calls/index.tsx"));

const MustEnrol = lazyPart(["settings", "sign-in"], () => import("../settings/MustEnrol.tsx"));

/** The signed-in part of the Desk. A user who must set up two-step sign-in first sees nothing else. */
export function Shell() {
  const { second_factor: state } = useMe();
  if (state?.required && !state.on)
    return (
      <>
        <Suspense fallback={<Loading />}>
          <MustEnrol />
        </Suspense>
        <ConfirmIdentity />
      </>
    );
  return <Frame />;
}

function Frame() {
  const { t } = useTranslation(["shell", "kit"]);
  const { role } = useMe();
  const queries = useQueryClient();
  const [showsKeys, showKeys] = useState(false);
  useEffect(() => follow(queries), [queries]);
  useShellKeys(() => showKeys(true));
  const needs = useMatches({ select: (matches) => matches.at(-1)?.staticData.needs ?? "viewer" });
  const open = navItems.filter((item) => mayDo(role, item.needs));
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t("skip")}
      </a>
      <nav className={styles.rail} aria-label={t("main")}>
        <Link to="/inbox" className={styles.mark} aria-label="Bellhop">
          <Mark size={34} bare />
        </Link>
        {open.map((item) => (
          <Entry key={item.name} item={item} />
        ))}
        <MoreMenu navItems={open.filter((item) => item.group === "house")} />
        <span className={styles.gap} />
        <UserMenu onKeys={() => showKeys(true)} />
      </nav>
      <div className={styles.ground}>
        <Connection />
        <main id="content" className={styles.content} tabIndex={-1}>
          {mayDo(role, needs) ? (
            <Outlet />
          ) : (
            <Empty icon="keys" title={t("kit:not_allowed_title")} text={t("kit:not_allowed_text")} />
          )}
        </main>
      </div>
      {mayDo(role, "agent") ? <Calls /> : null}
      <Confirm />
      <ConfirmIdentity />
      <Suspense>{showsKeys ? <KeysOverlay onClose={() => showKeys(false)} /> : null}</Suspense>
    </div>
  );
}

/** The panel of calls, from the first call on. */
function Calls() {
  const { data } = useQuery(read("/api/calls/current"));
  const wanted = useWantedCall();
  const isNeeded = wanted !== null || (data?.calls.length ?? 0) > 0;
  const [was, keep] = useState(isNeeded);
  if (isNeeded && !was) keep(true);
  return was ? (
    <Suspense>
      <CallPanel />
    </Suspense>
  ) : null;
}

function Entry({ item }: { item: NavItem }) {
  const { t } = useTranslation("shell");
  return (
    <Link
      to={item.to}
      className={`${styles.entry} ${item.group === "house" ? styles.house : ""}`}
      activeProps={{ className: styles.active, "aria-current": "page" }}
    >
      <Icon name={item.icon} size={21} />
      <span>{t(item.name)}</span>
      {item.name === "inbox" ? <Waiting /> : null}
      {item.name === "incidents" ? <OpenIncidents /> : null}
      {item.name === "news" ? <OpenNews /> : null}
    </Link>
  );
}

/** The number of conversations that wait for a person. */
function Waiting() {
  const { t } = useTranslation("shell");
  const { data } = useQuery(read("/api/inbox/counts"));
  const waiting = data?.waiting ?? 0;
  return <Badge count={waiting} title={t("waiting", { count: waiting })} />;
}

/** The number of open incidents. */
function OpenIncidents() {
  const { t } = useTranslation("shell");
  const { data } = useQuery(read("/api/incidents", { query: { open: "true", limit: 1 } }));
  const count = data?.count ?? 0;
  return <Badge count={count} title={t("incidents_open", { count })} />;
}

/** How much of what the providers said is still so. */
function OpenNews() {
  const { t } = useTranslation("shell");
  const { data } = useQuery(read("/api/news", { query: { open: "true", limit: 1 } }));
  const count = data?.count ?? 0;
  return <Badge count={count} title={t("news_open", { count })} />;
}

function Badge({ count, title }: { count: number; title: string }) {
  if (count === 0) return null;
  return (
    <span className={styles.unread} title={title}>
      {count > 99 ? "99+" : count}
    </span>
  );
}

/** A bar across the page while the server cannot be reached. */
function Connection() {
  const { t } = useTranslation("kit");
  const state = useLiveState();
  return (
    <div role="status">
      {state === "offline" ? (
        <p className={styles.offline}>
          <Icon name="offline" size={16} /> {t("offline_banner")}
        </p>
      ) : null}
    </div>
  );
}

function useShellKeys(show: () => void): void {
  const { t } = useTranslation(["shell", "kit"]);
  const navigate = useNavigate();
  useKeys(t("kit:keys_general"), [
    { keys: "g i", label: t("go_inbox"), run: () => void navigate({ to: "/inbox" }) },
    { keys: "g m", label: t("go_messages"), run: () => void navigate({ to: "/messages" }) },
    { keys: "g p", label: t("go_parking"), run: () => void navigate({ to: "/parking" }) },
    { keys: "g x", label: t("go_incidents"), run: () => void navigate({ to: "/incidents" }) },
    { keys: "g o", label: t("go_overview"), run: () => void navigate({ to: "/overview" }) },
    { keys: "g r", label: t("go_rules"), run: () => void navigate({ to: "/rules" }) },
    { keys: "g t", label: t("go_templates"), run: () => void navigate({ to: "/templates" }) },
    { keys: "?", label: t("show_keys"), run: show },
  ]);
}

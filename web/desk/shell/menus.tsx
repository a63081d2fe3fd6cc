// Menus of the navigation: the user's menu with the colour scheme and sign-out, and on phones the items that do not fit into the bar.
import { Avatar, Menu, useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { request } from "../../api/client.ts";
import { Icon, type IconName } from "../../kit/Icon.tsx";
import { useLiveState } from "../../kit/live.ts";
import { setSession, useMe } from "../../kit/session.ts";
import { toast } from "../../kit/toasts.tsx";
import type { NavItem } from "./nav-items.ts";
import styles from "./shell.module.css";

const schemes = [
  ["light", "sun"],
  ["dark", "moon"],
  ["auto", "screen"],
] as const satisfies [string, IconName][];

/** The user's name and personal items. */
export function UserMenu({ onKeys }: { onKeys(): void }) {
  const { t } = useTranslation(["shell", "kit"]);
  const me = useMe();
  const live = useLiveState();
  const signOut = useSignOut();
  const name = me.person?.name ?? me.key ?? "";
  return (
    <Menu position="right-end" width={230} offset={10}>
      <Menu.Target>
        <button type="button" className={`${styles.entry} ${styles.user}`}>
          <span className={styles.portrait} aria-hidden>
            <Avatar name={name} size={32} radius="xl" color="brass.4" variant="filled" autoContrast />
            <span className={`${styles.lamp} ${styles[live]}`} />
          </span>
          <span>{t("me")}</span>
          <span className="unseen">{t("signed_in_as", { name })}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{name}</strong>
          <span className="quiet">
            {me.person?.email} · {t(`kit:role_${me.role}`)}
          </span>
          <span className="quiet">{t(`kit:${live}`)}</span>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="settings" />} component={Link} to="/settings">
          {t("settings")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="keyboard" />} onClick={onKeys}>
          {t("shortcuts")}
        </Menu.Item>
        <Menu.Divider />
        <ColourItems />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
          {t("sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ColourItems() {
  const { t } = useTranslation("shell");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("colours")}</Menu.Label>
      {schemes.map(([scheme, icon]) => (
        <Menu.Item
          key={scheme}
          leftSection={<Icon name={icon} />}
          rightSection={colorScheme === scheme ? <Icon name="check" size={16} /> : null}
          onClick={() => setColorScheme(scheme)}
        >
          {t(scheme)}
        </Menu.Item>
      ))}
    </>
  );
}

function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await request("/api/auth/sign-out", { method: "POST" });
      setSession("none");
      queries.clear();
      await navigate({ to: "/sign-in" });
    } catch (error) {
      toast.failed(error);
    }
  };
}

/** The items that do not fit into the bar on phones. */
export function MoreMenu({ navItems }: { navItems: readonly NavItem[] }) {
  const { t } = useTranslation("shell");
  return (
    <Menu position="top-end" width={200} offset={10}>
      <Menu.Target>
        <button type="button" className={`${styles.entry} ${styles.more}`}>
          <Icon name="more" size={21} strokeWidth={3} />
          <span>{t("more")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {navItems.map((item) => (
          <Menu.Item key={item.name} leftSection={<Icon name={item.icon} />} component={Link} to={item.to}>
            {t(item.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

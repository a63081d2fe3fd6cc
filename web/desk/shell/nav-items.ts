// The navigation's items in order, each with the lowest role that sees it.
import type { IconName } from "../../kit/Icon.tsx";
import type { Role } from "../../kit/session.ts";

export const navItems = [
  { to: "/inbox", name: "inbox", icon: "inbox", needs: "viewer", group: "work" },
  { to: "/messages", name: "messages", icon: "messages", needs: "viewer", group: "work" },
  { to: "/parking", name: "parking", icon: "parking", needs: "viewer", group: "work" },
  { to: "/incidents", name: "incidents", icon: "warning", needs: "viewer", group: "work" },
  { to: "/overview", name: "overview", icon: "overview", needs: "viewer", group: "work" },
  { to: "/news", name: "news", icon: "news", needs: "viewer", group: "house" },
  { to: "/rules", name: "rules", icon: "rules", needs: "viewer", group: "house" },
  { to: "/templates", name: "templates", icon: "template", needs: "viewer", group: "house" },
  { to: "/numbers", name: "numbers", icon: "phone", needs: "viewer", group: "house" },
  { to: "/people", name: "people", icon: "people", needs: "admin", group: "house" },
  { to: "/keys", name: "keys", icon: "keys", needs: "admin", group: "house" },
  { to: "/setup", name: "setup", icon: "check", needs: "admin", group: "house" },
  { to: "/audit", name: "audit", icon: "audit", needs: "admin", group: "house" },
] as const satisfies readonly { to: string; name: string; icon: IconName; needs: Role; group: "work" | "house" }[];

export type NavItem = (typeof navItems)[number];

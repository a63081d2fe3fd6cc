// The routes of the Desk and the page of each. A page is loaded with its strings when it is first needed.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ApiError, whenEnrolNeeded, whenSignedOut } from "../api/client.ts";
import { fetched } from "../kit/fetched.ts";
import { i18n } from "../kit/i18n.ts";
import { meQuery, type Role } from "../kit/session.ts";
import { Loading } from "../kit/states.tsx";
import { queries } from "./queries.ts";
import { Broken, Missing } from "./shell/errors.tsx";
import { Shell } from "./shell/Shell.tsx";
import type { Namespace } from "./strings.ts";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** The lowest role that may see the page; viewer by default. */
    needs?: Role;
  }
  interface Register {
    router: typeof router;
  }
}

/** The query parameters, all strings, so that an address can be written by hand. */
type Search = Record<string, string | undefined>;

const words = (...namespaces: Namespace[]) => ({ loader: () => i18n.loadNamespaces(namespaces) });

const root = createRootRoute({ validateSearch: (search): Search => search as Search });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  ...words("sign-in"),
  component: lazyRouteComponent(() => fetched(() => import("./sign-in/index.tsx"))),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  ...words("sign-in"),
  component: lazyRouteComponent(() => fetched(() => import("./sign-in/Welcome.tsx"))),
});

const desk = createRoute({
  getParentRoute: () => root,
  id: "desk",
  beforeLoad: async ({ location }) => {
    try {
      await Promise.all([queries.ensureQueryData(meQuery), i18n.loadNamespaces(["shell"])]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: "/sign-in", search: { to: location.href } });
      throw error;
    }
  },
  component: Shell,
});

const front = createRoute({
  getParentRoute: () => desk,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox" });
  },
});

// The page stays mounted while the conversation changes: it reads the parameter itself.
const inbox = createRoute({
  getParentRoute: () => desk,
  path: "/inbox",
  ...words("inbox", "incidents"),
  component: lazyRouteComponent(() => fetched(() => import("./inbox/index.tsx"))),
});
const conversation = createRoute({ getParentRoute: () => inbox, path: "$conversationId" });

const messages = createRoute({
  getParentRoute: () => desk,
  path: "/messages",
  ...words("messages", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./messages/index.tsx"))),
});

const parking = createRoute({
  getParentRoute: () => desk,
  path: "/parking",
  ...words("parking", "incidents", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./parking/index.tsx"))),
});
const lotMap = createRoute({
  getParentRoute: () => parking,
  path: "/",
  component: lazyRouteComponent(() => fetched(() => import("./parking/map/index.tsx"))),
});
const bookings = createRoute({
  getParentRoute: () => parking,
  path: "bookings",
  component: lazyRouteComponent(() => fetched(() => import("./parking/bookings/index.tsx"))),
});
const booking = createRoute({ getParentRoute: () => bookings, path: "$bookingId" });
const lots = createRoute({
  getParentRoute: () => parking,
  path: "lots",
  component: lazyRouteComponent(() => fetched(() => import("./parking/lots/index.tsx"))),
});
const devices = createRoute({
  getParentRoute: () => parking,
  path: "devices",
  component: lazyRouteComponent(() => fetched(() => import("./parking/devices/index.tsx"))),
});
const drivers = createRoute({
  getParentRoute: () => parking,
  path: "drivers",
  component: lazyRouteComponent(() => fetched(() => import("./parking/drivers/index.tsx"))),
});
const driver = createRoute({ getParentRoute: () => drivers, path: "$accountId" });

const news = createRoute({
  getParentRoute: () => desk,
  path: "/news",
  ...words("news"),
  component: lazyRouteComponent(() => fetched(() => import("./news/index.tsx"))),
});

const rules = createRoute({
  getParentRoute: () => desk,
  path: "/rules",
  ...words("rules", "kinds"),
  component: lazyRouteComponent(() => fetched(() => import("./rules/index.tsx"))),
});
const ruleList = createRoute({
  getParentRoute: () => rules,
  path: "/",
  component: lazyRouteComponent(() => fetched(() => import("./rules/RulesPage.tsx"))),
});
const canned = createRoute({
  getParentRoute: () => rules,
  path: "canned",
  component: lazyRouteComponent(() => fetched(() => import("./rules/CannedPage.tsx"))),
});
const labels = createRoute({
  getParentRoute: () => rules,
  path: "labels",
  component: lazyRouteComponent(() => fetched(() => import("./rules/LabelsPage.tsx"))),
});
const templates = createRoute({
  getParentRoute: () => desk,
  path: "/templates",
  ...words("templates", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./templates/index.tsx"))),
});
const occasions = createRoute({
  getParentRoute: () => desk,
  path: "/templates/occasions",
  ...words("occasions", "templates"),
  component: lazyRouteComponent(() => fetched(() => import("./templates/occasions/index.tsx"))),
});
const editor = {
  getParentRoute: () => desk,
  staticData: { needs: "admin" },
  ...words("template-editor", "templates"),
  component: lazyRouteComponent(() => fetched(() => import("./templates/editor/index.tsx"))),
} as const;
const newTemplate = createRoute({ ...editor, path: "/templates/new" });
const editTemplate = createRoute({ ...editor, path: "/templates/$templateId/edit" });
const incidents = createRoute({
  getParentRoute: () => desk,
  path: "/incidents",
  ...words("incidents"),
  component: lazyRouteComponent(() => fetched(() => import("./incidents/index.tsx"))),
});
const overview = createRoute({
  getParentRoute: () => desk,
  path: "/overview",
  ...words("overview"),
  component: lazyRouteComponent(() => fetched(() => import("./overview/index.tsx"))),
});
const numbers = createRoute({
  getParentRoute: () => desk,
  path: "/numbers",
  ...words("numbers"),
  component: lazyRouteComponent(() => fetched(() => import("./numbers/index.tsx"))),
});
const people = createRoute({
  getParentRoute: () => desk,
  path: "/people",
  staticData: { needs: "admin" },
  ...words("people", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./people/index.tsx"))),
});
const keys = createRoute({
  getParentRoute: () => desk,
  path: "/keys",
  staticData: { needs: "admin" },
  ...words("keys", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./keys/index.tsx"))),
});
const audit = createRoute({
  getParentRoute: () => desk,
  path: "/audit",
  staticData: { needs: "admin" },
  ...words("audit", "table"),
  component: lazyRouteComponent(() => fetched(() => import("./audit/index.tsx"))),
});
const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings",
  ...words("settings"),
  component: lazyRouteComponent(() => fetched(() => import("./settings/index.tsx"))),
});

const tree = root.addChildren([
  signIn,
  welcome,
  desk.addChildren([
    front,
    inbox.addChildren([conversation]),
    messages,
    parking.addChildren([lotMap, bookings.addChildren([booking]), lots, devices, drivers.addChildren([driver])]),
    rules.addChildren([ruleList, canned, labels]),
    templates,
    occasions,
    newTemplate,
    editTemplate,
    incidents,
    overview,
    news,
    numbers,
    people,
    keys,
    audit,
    settings,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/desk",
  defaultPreload: "intent",
  // The query cache decides what is stale.
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
  trailingSlash: "never",
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text === "" ? "" : `?${text}`;
  },
});

// If the session ends, go to the sign-in page, and afterwards back to this address.
whenSignedOut(() => {
  queries.removeQueries({ queryKey: meQuery.queryKey });
  const { pathname, href } = router.state.location;
  if (pathname === "/sign-in" || pathname === "/welcome") return;
  void router.navigate({ to: "/sign-in", search: { to: href, ended: "1" } });
});

// Whether the user must set up two-step sign-in is part of the "me" query.
whenEnrolNeeded(() => void queries.invalidateQueries({ queryKey: meQuery.queryKey }));

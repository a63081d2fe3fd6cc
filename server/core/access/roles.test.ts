// All pairs of roles.
import { expect, test } from "vitest";
import { type Role, roles } from "../../contract/roles.ts";
import { includes } from "./roles.ts";

test.each<[Role, Role[]]>([
  ["viewer", ["viewer"]],
  ["agent", ["viewer", "agent"]],
  ["admin", ["viewer", "agent", "admin"]],
])("%s includes %j and nothing else", (role, included) => {
  expect(roles.filter((needed) => includes(role, needed))).toEqual(included);
});

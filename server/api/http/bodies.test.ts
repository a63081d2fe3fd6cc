// The OpenAPI description shows which request bodies are optional.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";

const world = useApp();

test.each([
  ["/api/parking/bookings/{id}/cancel", false],
  ["/api/parking/bookings/{id}/complete", false],
  ["/api/devices/{id}/credentials", false],
  ["/api/parking/bookings/{id}/resolve", true],
  ["/api/parking/lots", true],
])("the body of POST %s is required: %s", async (route, required) => {
  const { paths } = (await world.call(null, { method: "GET", url: "/api/openapi.json" })).json;
  expect(paths[route].post.requestBody.required).toBe(required);
});

test.each([
  ["{", "BAD_REQUEST"],
  [" ", "BAD_REQUEST"],
  ["null", "BAD_REQUEST"],
  ['"x"', "BAD_REQUEST"],
  ['{"__proto__":{"x":1}}', "BAD_REQUEST"],
  ['{"constructor":{"prototype":{"x":1}}}', "BAD_REQUEST"],
])("the body %s says something, and it is wrong", async (payload, code) => {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", url: "/api/parking/bookings/1/cancel", headers, payload } as const;
  expect(await world.call("agent", request)).toMatchObject({ status: 400, json: { code } });
});

// Delivery health over HTTP: from which providers webhooks are expected.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";

const world = useApp();
const pretending = useApp({ sim: () => {} });
const providers = async (of: typeof world) =>
  (await of.call("viewer", { method: "GET", url: "/api/health/delivery" })).json.providers;

test("the configured providers are told, and none while the simulator stands in for them", async () => {
  expect(await providers(world)).toEqual(["meta", "twilio"]);
  expect(await providers(pretending)).toEqual([]);
});

// The simulator's page on which a person reviews templates in Meta's place.
import { expect, test } from "./bellhop.ts";
import { look } from "./views.ts";

test("a template is approved, rated, moved and rejected, and Bellhop is told", async ({
  page,
  request,
  bellhop,
}, info) => {
  const headers = { authorization: `Bearer ${bellhop.apiKey}` };
  const read = async (path: string) => (await request.get(path, { headers })).json();
  const name = `review_${Date.now().toString(36)}`;
  const { numbers } = await read("/api/numbers");
  const channel = numbers.find((one: { provider: string }) => one.provider === "meta").id;
  const data = { channel, name, language: "en_US", category: "utility", body: { text: "Your bay is free." } };
  const made = await request.post("/api/templates", { headers, data });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = await made.json();
  const template = () => read(`/api/templates/${id}`);

  await page.goto("/sim/");
  const drawer = page.getByRole("button", { name: /^You write as/ });
  if (await drawer.isVisible()) await drawer.click();
  await page.getByRole("link", { name: "Review templates" }).click();
  const row = page.getByRole("listitem", { name, exact: true });
  await expect(row).toContainText("Your bay is free.");
  await expect(row).toContainText("pending");
  await look(page, info, "review");
  await row.getByRole("button", { name: "Approve" }).click();
  await expect(row).toContainText("approved");
  await expect.poll(async () => (await template()).status).toBe("approved");
  await row.getByRole("combobox", { name: `Quality of ${name}` }).selectOption("YELLOW");
  await expect.poll(async () => (await template()).quality).toBe("yellow");
  await row.getByRole("button", { name: "Move to marketing" }).click();
  await expect.poll(async () => (await template()).category).toBe("marketing");

  await row.getByRole("button", { name: "Reject" }).click();
  const dialog = page.getByRole("dialog", { name: `Reject ${name}` });
  await dialog.getByLabel("Reason").selectOption("PROMOTIONAL");
  await dialog.getByLabel("Advice in words").fill("It promotes.");
  await look(page, info, "review reject");
  await dialog.getByRole("button", { name: "Reject" }).click();
  await expect(row).toContainText("Rejected: PROMOTIONAL");
  await expect.poll(async () => (await template()).rejected_reason).toBeTruthy();
});

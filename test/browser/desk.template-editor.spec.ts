// The editor of templates: written, submitted, reviewed in the simulator, edited, copied and deleted.
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, look, open, test } from "./desk.ts";
import { photo } from "./sample-files.ts";

// The simulator answers once the server listens; what was read at start may have missed it.
test.beforeEach(({ api }) => api("POST", "/api/templates/sync"));

const own = () => Date.now().toString(36);
const preview = (page: Page) => page.getByRole("region", { name: "As the customer sees it" });
const side = (page: Page, name: string) => page.getByRole("complementary", { name });
const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });

async function pick(page: Page, name: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name, exact: true }).click();
  await page.getByRole("option", { name: option }).click();
}

/** Decides about a template as Meta's review does. */
async function review(request: APIRequestContext, name: string, decision: object): Promise<void> {
  const { templates } = await (await request.get("/sim/api/templates")).json();
  const { id } = templates.find((one: { name: string }) => one.name === name);
  const answer = await request.post(`/sim/api/templates/${id}`, { data: decision });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("a template is written with its faults told at the fields, submitted, approved, and can be sent", async ({
  page,
  enter,
  request,
}, info) => {
  const name = `bay_${own()}`;
  await enter("admin");
  await open(page, "/templates");
  await page.getByRole("link", { name: "New template" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New template" })).toBeVisible();
  await look(page, info, "template-editor new");
  // What was meant is guessed; what is left wrong is told while one types.
  await field(page, "Name").pressSequentially("Bay Free!");
  await expect(field(page, "Name")).toHaveValue("bay_free!");
  await expect(field(page, "Name")).toHaveAccessibleDescription(/only small letters/);
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(field(page, "Name")).toBeFocused();
  await expect(field(page, "Text")).toHaveAccessibleDescription(/Write the text/);
  await field(page, "Name").fill(name);

  await pick(page, "Above the text", "A heading");
  await field(page, "Heading").fill("x".repeat(61));
  await expect(field(page, "Heading")).toHaveAccessibleDescription(/at most 60 are allowed.*61 \/ 60/);
  await field(page, "Heading").fill("Market Square");
  await field(page, "Text").fill("Hello , your bay is free.");
  await field(page, "Text").press("Home");
  for (let typed = 0; typed < "Hello ".length; typed++) await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Insert a variable: Text" }).click();
  // The name is selected, to be typed over.
  await page.keyboard.type("guest");
  await expect(field(page, "Text")).toHaveValue("Hello {{guest}}, your bay is free.");
  await field(page, "Line below the text").fill("Bellhop");
  await page.getByRole("button", { name: "Add a button" }).click();
  await page.getByRole("menuitem", { name: "Link" }).click();
  await field(page, "Words on it").fill("Map");
  await field(page, "Link").fill("https://example.com/b/");
  await page.getByRole("button", { name: "Insert a variable: Link" }).click();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Correct the 2 fields" })).toBeVisible();
  await expect(field(page, "Example for {{guest}}")).toBeFocused();
  await expect(field(page, "Example for {{guest}}")).toHaveAccessibleDescription(/Give an example/);
  await look(page, info, "template-editor faults");
  await page.keyboard.type("Ana");
  await field(page, "Example for the end of the link").fill("B12");
  await expect(preview(page)).toContainText("Hello Ana, your bay is free.");
  await expect(preview(page)).toContainText("Bellhop");

  // Nothing is lost when the page is closed by mistake.
  await page.reload();
  await expect(page.getByText("This is what you had begun.")).toBeVisible();
  await expect(field(page, "Text")).toHaveValue("Hello {{guest}}, your bay is free.");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(side(page, name)).toContainText("In review");
  await expect(side(page, name)).toContainText("Meta lets nobody edit");
  await look(page, info, "template-editor submitted");

  await review(request, name, { decision: "approve" });
  await expect(side(page, name)).toContainText("Approved", { timeout: 15_000 });
  await expect(side(page, name).getByText("It cannot be sent now")).toHaveCount(0);
  // The editor starts anew.
  await open(page, "/templates/new");
  await expect(field(page, "Name")).toHaveValue("");
});

test("a rejected template is edited and submitted again; deleting says what it means", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const name = `offer_${own()}`;
  const { numbers } = await api("GET", "/api/numbers");
  const channel = numbers.find((one: { provider: string }) => one.provider === "meta").id;
  const body = { text: "Hello {{1}}, come again.", variables: [{ name: "1", example: "Ana" }] };
  const { id } = await api("POST", "/api/templates", { channel, name, language: "en_US", category: "utility", body });
  await api("POST", "/api/templates", { channel, name, language: "es", category: "utility", body });
  await review(request, name, { decision: "reject", reason: "INVALID_FORMAT", advice: "The text promotes." });
  await enter("admin");
  await expect
    .poll(async () =>
      (await api("GET", "/api/templates?status=rejected")).templates.map((one: { name: string }) => one.name),
    )
    .toContain(name);
  const { templates } = await api("GET", "/api/templates?status=rejected");
  const rejected = templates.find((one: { name: string }) => one.name === name);
  await open(page, `/templates?template=${rejected.id}`);
  await side(page, name).getByRole("link", { name: "Edit" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Edit ${name}` })).toBeVisible();
  await expect(page.getByText("The text promotes.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveCount(0);
  await look(page, info, "template-editor edit");
  await field(page, "Text").fill("Hello {{1}}, your receipt is ready.");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(side(page, name)).toContainText("In review");
  await expect(side(page, name)).toContainText("your receipt is ready");

  await side(page, name).getByRole("button", { name: "Delete" }).click();
  const box = page.getByRole("dialog", { name: `Delete ${name}` });
  await box.getByRole("radio", { name: "All 2 languages of this name" }).check();
  await look(page, info, "template-editor delete");
  await box.getByRole("button", { name: "Delete" }).click();
  await expect(side(page, name)).toHaveCount(0);
  const left = await api("GET", `/api/templates?q=${name}`);
  expect(left.templates).toEqual([]);
  expect(id).toBeGreaterThan(0);
});

test("at Twilio variables are numbered, a file has an address, and the review is asked for later", async ({
  page,
  enter,
  request,
}, info) => {
  const name = `map_${own()}`;
  await enter("admin");
  await open(page, "/templates/new");
  await field(page, "Name").fill(name);
  await field(page, "Text").fill("Hello {{guest}}, here is the map.");
  await pick(page, "Number", /Twilio/);
  await expect(field(page, "Text")).toHaveValue("Hello {{1}}, here is the map.");
  await field(page, "Example for {{1}}").fill("Ana");
  await pick(page, "Above the text", "Photo");
  await field(page, "Address of the file").fill("maps");
  await field(page, "Text").focus();
  await expect(field(page, "Address of the file")).toHaveAccessibleDescription(/public address/);
  await field(page, "Address of the file").fill("https://example.com/{{2}}.jpg");
  await field(page, "Example for {{2}}").fill("market");
  await look(page, info, "template-editor twilio");
  await page.getByRole("button", { name: "Save without review" }).click();
  await expect(side(page, name)).toContainText("Not submitted");

  await side(page, name).getByRole("button", { name: "Submit for review" }).click();
  const box = page.getByRole("dialog");
  await box.getByRole("radio", { name: "Utility" }).check();
  await look(page, info, "template-editor submit");
  await box.getByRole("button", { name: "Submit for review" }).click();
  await expect(side(page, name)).toContainText("At Twilio");
  await expect(side(page, name)).toContainText(`Copy ${name} under a new name`);
  await review(request, name, { decision: "approve" });
});

test("a copy begins with all that the other has; a photo is uploaded as a sample; an occasion's text is filled in", async ({
  page,
  enter,
}, info) => {
  const name = `photo_${own()}`;
  await enter("admin");
  await open(page, "/templates?q=booking_reminder");
  await page.getByRole("row").filter({ hasText: "booking_reminder" }).first().click();
  await side(page, "booking_reminder").getByRole("link", { name: "Duplicate" }).click();
  await expect(field(page, "Name")).toHaveValue("booking_reminder_copy");
  await field(page, "Name").fill(name);
  await pick(page, "Above the text", "Photo");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "bay.jpg", mimeType: "image/jpeg", buffer: await photo(640, 480) });
  await expect(page.getByRole("button", { name: "Choose another file" })).toBeVisible();
  await look(page, info, "template-editor photo");
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(side(page, name)).toContainText("In review");

  await open(page, "/templates/occasions");
  await page.getByRole("button", { name: "Text for a template: Receipt" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Write it as a template" }).first().click();
  await expect(field(page, "Name")).toHaveValue("stay_ended");
  await expect(field(page, "Text")).toHaveValue(/receipt for booking \{\{booking\}\}/);
  await expect(preview(page)).not.toContainText("{{");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page).toHaveURL(/\/templates$/);
});

test("others do not see the editor", async ({ page, enter }) => {
  await enter("agent");
  await open(page, "/templates");
  await expect(page.getByRole("button", { name: "Sync", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "New template" })).toHaveCount(0);
});

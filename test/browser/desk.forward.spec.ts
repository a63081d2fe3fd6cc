// Forwarding a message: found by a name, told what the window allows, and the copy arrives on the other phone.
import { customer } from "./customer.ts";
import { expect, look, open, own, test } from "./desk.ts";

test("a copy goes to the conversation that is searched and chosen", async ({ page, enter, api, request }, info) => {
  const [noa, kai] = [await customer(request, `Noa ${own()}`), await customer(request, `Kai ${own()}`)];
  await kai.say("Hello?");
  await kai.conversation(api);
  const words = `Gate code ${own()}`;
  await noa.say(words);
  await enter("agent");
  await open(page, `/inbox/${await noa.conversation(api)}`);
  const one = page.getByRole("log").getByRole("article").filter({ hasText: words });
  await one.hover();
  await one.getByRole("button", { name: "Forward" }).click();
  const dialog = page.getByRole("dialog", { name: "Forward" });
  await expect(dialog.getByRole("button", { name: "Send a copy" })).toBeDisabled();
  await dialog.getByRole("searchbox", { name: "To whom" }).fill(kai.name);
  const row = dialog.getByRole("radio", { name: kai.name });
  await row.check();
  await expect(dialog.getByText(/text reaches them until/).first()).toBeVisible();
  await look(page, info, "inbox forward");
  await dialog.getByRole("button", { name: "Send a copy" }).click();
  await expect(dialog).toBeHidden();
  await kai.heard(words);
});

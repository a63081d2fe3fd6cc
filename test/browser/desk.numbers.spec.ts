// The page of the business's own numbers.
import { expect, look, open, test } from "./desk.ts";

test("each number of the business has a card with its ids", async ({ page, enter }, info) => {
  await enter();
  await open(page, "/numbers");
  const cards = page.getByRole("main");
  await expect(cards.getByRole("heading", { level: 2 })).toHaveCount(2);
  await expect(cards).toContainText("Phone number id");
  await expect(cards).toContainText("Account SID");
  await look(page, info, "numbers");
});

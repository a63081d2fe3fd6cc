// Notifications: sent in the conversation in which the person wrote last, and never to somebody who has not written.
import { expect, test } from "vitest";
import { at, noon, twilioChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { openConversation } from "../../../test/support/record.ts";
import { notifyContact } from "./notify-contact.ts";

const database = useDatabase();

test("news go to the line of the last message, once each", async () => {
  const first = await openConversation(database.db, { from: "15550600001", sentAt: noon });
  const later = { from: "15550600001", channel: twilioChannel, sentAt: at(60) };
  const second = await openConversation(database.db, later);
  expect(second.contactId).toBe(first.contactId);
  const news = (contactId: number) => ({
    contactId,
    draft: { type: "text" as const, text: "news" },
    origin: "bot:parking",
  });
  const queued = await database.db
    .transaction()
    .execute((tx) => notifyContact(tx, [news(first.contactId), news(999_999)], at(120)));
  expect(queued).toBe(1);
  const rows = await database.db.selectFrom("outbox").select("conversation_id").execute();
  expect(rows).toEqual([{ conversation_id: second.conversationId }]);
});

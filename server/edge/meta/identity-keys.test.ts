import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../contract/inbound.ts";
import { ANA, AT, CHANNEL, CONTACT, makeMessage, NOBODY, read } from "./webhook.fixture.ts";

describe("who wrote", () => {
  const sender = (message: JsonObject, contacts: Json = []) => {
    const [item] = read({ contacts, messages: [makeMessage({ from: null, from_user_id: null, ...message })] });
    return item?.kind === "message" ? item.sender : item;
  };

  test.each<[string, JsonObject, Json, object]>([
    ["a number alone", { from: "15550100001" }, [], { ...NOBODY, waId: "15550100001" }],
    ["a number as a number", { from: 15550100001 }, [], { ...NOBODY, waId: "15550100001" }],
    ["a number with +", { from: "+15550100001" }, [], { ...NOBODY, waId: "15550100001" }],
    ["a user id alone", { from_user_id: "US.1" }, [], { ...NOBODY, bsuid: "US.1" }],
    ["a user id in from", { from: "US.1" }, [], { ...NOBODY, bsuid: "US.1" }],
    ["a user id in wa_id", { from: "US.1" }, [{ wa_id: "US.1", profile: {} }], { ...NOBODY, bsuid: "US.1" }],
    ["a contact found by user id", { from_user_id: CONTACT.user_id }, [{}, CONTACT], ANA],
    ["a contact found by number", { from: CONTACT.wa_id }, [{ wa_id: "1" }, CONTACT], ANA],
    ["the only contact", {}, [CONTACT], ANA],
    [
      "a parent id alone",
      { from_parent_user_id: "US.ENT.2" },
      [],
      { ...NOBODY, bsuid: "US.ENT.2", parentBsuid: "US.ENT.2" },
    ],
    ["a parent id with a contact", { from_parent_user_id: CONTACT.parent_user_id }, [CONTACT], ANA],
    ["no match by position", { from: "15550100002" }, [CONTACT], { ...NOBODY, waId: "15550100002" }],
    ["contacts that are no array", { from: "15550100001" }, { a: 1 }, { ...NOBODY, waId: "15550100001" }],
  ])("%s", (_, message, contacts, keys) => {
    expect(sender(message, contacts)).toEqual(keys);
  });

  test("nobody: neither key, and not one contact to be sure of", () => {
    expect(sender({}, [CONTACT, { wa_id: "2" }])).toMatchObject({
      kind: "unreadable",
      path: "entry[0].changes[0].value.messages[0]",
      reason: expect.stringContaining("names nobody"),
    });
  });
});

describe("identity changes", () => {
  const change = (message: JsonObject) => read({ messages: [makeMessage({ type: "system", ...message })] });
  const from = { ...NOBODY, waId: "15550100001", bsuid: "US.10000000000000000001" };

  test.each<[string, JsonObject, object]>([
    ["a new number", { wa_id: "15550100009", type: "user_changed_number" }, { waId: "15550100009" }],
    [
      "a new number, the older words",
      { new_wa_id: "15550100009", type: "customer_changed_number" },
      { waId: "15550100009" },
    ],
    ["a new user id", { user_id: "US.77", type: "user_changed_user_id" }, { bsuid: "US.77" }],
    [
      "both",
      { wa_id: "15550100009", user_id: "US.77", type: "user_changed_user_id" },
      { waId: "15550100009", bsuid: "US.77" },
    ],
  ])("%s", (_, system, current) => {
    const items = change({ system: { body: "User changed", ...system } });
    expect(items).toMatchObject([
      { kind: "message", type: "system", text: "User changed", sender: from },
      { kind: "identity", channel: CHANNEL, previous: from, current: { ...NOBODY, ...current }, at: AT },
    ]);
  });

  // Payloads as in Meta's page on business-scoped user ids, and as a test tool sent them.
  test.each<[string, JsonObject, object, object]>([
    [
      "number and user id, with the old ones named and the new one as the sender",
      {
        from: "15550100001",
        from_user_id: "US.77",
        system: {
          type: "user_changed_number",
          wa_id: "15550100009",
          user_id: "US.77",
          parent_user_id: "US.ENT.78",
          previous_user_id: "US.1",
          previous_parent_user_id: "US.ENT.2",
        },
      },
      { waId: "15550100001", bsuid: "US.1", parentBsuid: "US.ENT.2" },
      { waId: "15550100009", bsuid: "US.77", parentBsuid: "US.ENT.78" },
    ],
    [
      "a user id, from the new one",
      {
        from: null,
        from_user_id: "US.77",
        system: { type: "user_changed_user_id", user_id: "US.77", previous_user_id: "US.1" },
      },
      { bsuid: "US.1" },
      { bsuid: "US.77" },
    ],
    [
      "a user id, from nobody",
      {
        from: null,
        from_user_id: null,
        system: { type: "user_changed_user_id", user_id: "US.2", previous_user_id: "US.1" },
      },
      { bsuid: "US.1" },
      { bsuid: "US.2" },
    ],
    [
      "a user id whose new one stands only as the sender",
      { from: null, from_user_id: "US.2", system: { type: "user_changed_user_id", previous_user_id: "US.1" } },
      { bsuid: "US.1" },
      { bsuid: "US.2" },
    ],
    [
      "of a type that is not known, with both named",
      { from: null, from_user_id: null, system: { type: "user_moved", user_id: "US.2", previous_user_id: "US.1" } },
      { bsuid: "US.1" },
      { bsuid: "US.2" },
    ],
  ])("%s", (_, message, previous, current) => {
    expect(change(message)).toMatchObject([
      { kind: "message", type: "system", sender: { ...NOBODY, ...previous } },
      { kind: "identity", previous: { ...NOBODY, ...previous }, current: { ...NOBODY, ...current } },
    ]);
    // The contacts in such a webhook have the new keys, or are other people.
    const value = {
      contacts: [{ wa_id: "15550100055", user_id: "US.77", profile: { name: "Other" } }],
      messages: [makeMessage({ type: "system", ...message })],
    };
    expect(read(value)[0]).toMatchObject({ sender: { ...NOBODY, ...previous }, senderName: null });
  });

  test("news of a person's keys without an id is still news", () => {
    const system = { type: "user_changed_user_id", user_id: "US.2", previous_user_id: "US.1" };
    expect(change({ id: null, from: null, from_user_id: null, system })).toMatchObject([{ kind: "identity" }]);
  });

  test.each<[string, JsonObject, string | null]>([
    [
      "their own number, as it was asked for",
      { contacts: [{ origin: "contact_request", phones: [{ phone: "+1 555 010 0001" }] }] },
      "15550100001",
    ],
    [
      "the same, said of the whole message",
      { origin: "contact_request", contacts: [{ phones: [{ wa_id: "15550100001" }] }] },
      "15550100001",
    ],
    ["a card that they shared", { contacts: [{ origin: "other", phones: [{ wa_id: "15550100001" }] }] }, null],
    ["a card without an origin", { contacts: [{ phones: [{ wa_id: "15550100001" }] }] }, null],
    [
      "a card with a file",
      { contacts: [{ origin: "contact_request", vcard: "BEGIN:VCARD", phones: [{ wa_id: "15550100001" }] }] },
      null,
    ],
    [
      "two numbers",
      { contacts: [{ origin: "contact_request", phones: [{ wa_id: "15550100001" }, { wa_id: "15550100002" }] }] },
      null,
    ],
    ["no number", { contacts: [{ origin: "contact_request", phones: [{ phone: "call me" }] }] }, null],
  ])("a card from a person without a number: %s", (_, message, waId) => {
    const sent = { from: null, from_user_id: "US.1", type: "contacts", ...message };
    const [item, news] = read({ messages: [makeMessage(sent)] });
    expect(item).toMatchObject({ type: "contacts", sender: { ...NOBODY, bsuid: "US.1" } });
    if (waId === null) expect(news).toBeUndefined();
    else
      expect(news).toMatchObject({
        kind: "identity",
        previous: { ...NOBODY, bsuid: "US.1" },
        current: { ...NOBODY, waId, bsuid: "US.1" },
      });
    // A sender who has a number already keeps it.
    expect(read({ messages: [makeMessage({ ...sent, from: "15550100044" })] })).toHaveLength(1);
  });

  test("nothing new is no change", () => {
    expect(change({ system: { type: "user_changed_number" } })).toHaveLength(1);
    expect(change({ from_user_id: null, system: { type: "user_changed_number", wa_id: "15550100001" } })).toHaveLength(
      1,
    );
    expect(change({ system: { type: "else", wa_id: "15550100009" } })).toHaveLength(1);
  });

  test("the field user_id_update, under any name and beside elements of another shape", () => {
    const update = {
      wa_id: "15550100009",
      detail: "User id changed",
      user_id: { previous: "US.1", current: "US.77" },
      timestamp: "1767225600",
    };
    const item = {
      kind: "identity",
      channel: CHANNEL,
      previous: { ...NOBODY, bsuid: "US.1" },
      current: { ...NOBODY, waId: "15550100009", bsuid: "US.77" },
      at: AT,
    };
    expect(read({ user_id_update: [update] }, "user_id_update")).toEqual([item]);
    expect(read({ renamed: update }, "user_id_update")).toEqual([item]);
    expect(read(update, "user_id_update")).toEqual([item]);
    expect(read({ user_id_updates: [update, 5] }, "user_id_update")).toMatchObject([
      item,
      { kind: "notice", topic: "user_id_updates" },
    ]);
    expect(read({ user_id_update: [] }, "user_id_update")).toMatchObject([{ kind: "notice", topic: "user_id_update" }]);
  });
});

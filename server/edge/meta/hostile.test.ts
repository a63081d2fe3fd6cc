// Whatever bytes come in, reading never throws, all items are safe to store, and what cannot be read is reported as such.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wellFormed } from "../../base/text.ts";
import type { InboundItem, JsonObject } from "../../contract/inbound.ts";
import { readWebhook } from "./read.ts";

/** Fails when an item contains anything that a database or a serializer could not take. */
function expectClean(items: InboundItem[]): void {
  const dirty: unknown[] = [];
  // The replacer visits every key and value. That this does not throw also shows that nothing is nested too deep.
  JSON.stringify(items, (key, value) => {
    if (wellFormed(key) !== key || (typeof value === "string" && wellFormed(value) !== value)) dirty.push([key, value]);
    return value;
  });
  expect(dirty).toEqual([]);
  for (const item of items) {
    const date = item.kind === "message" ? item.sentAt : "at" in item ? item.at : null;
    if (date) expect(date.getUTCFullYear()).toBeLessThan(10_000);
    if (item.kind === "unreadable") expect(item.reason).toMatch(/\.$/);
    if (item.kind === "message") {
      expect(item.providerId.length).toBeGreaterThan(0);
      expect(item.sender.waId ?? item.sender.bsuid ?? item.groupId).not.toBeNull();
    }
  }
}

const VALID: JsonObject = {
  object: "whatsapp_business_account",
  entry: [
    {
      id: "9",
      time: 1767225600,
      changes: [
        {
          field: "messages",
          value: {
            metadata: { display_phone_number: "15550100000", phone_number_id: "8" },
            contacts: [{ profile: { name: "Ana", username: "ana" }, wa_id: "15550100001", user_id: "US.1" }],
            messages: [
              {
                from: "15550100001",
                id: "m1",
                timestamp: "1767225600",
                type: "text",
                text: { body: "x" },
                context: { id: "m0" },
              },
              { from: "15550100001", id: "m2", type: "image", image: { id: "7", sha256: "x", caption: "c" } },
              {
                from: "15550100001",
                id: "m3",
                type: "interactive",
                interactive: { type: "nfm_reply", nfm_reply: { response_json: "{}" } },
              },
              {
                from: "15550100001",
                id: "m4",
                type: "contacts",
                contacts: [{ name: { first_name: "B" }, phones: [{ phone: "1" }] }],
              },
              {
                from: "15550100001",
                id: "m5",
                type: "edit",
                edit: { original_message_id: "m1", message: { type: "text", text: { body: "y" } } },
              },
              { from: "15550100001", id: "m6", type: "system", system: { type: "user_changed_number", wa_id: "2" } },
              { from: "15550100001", id: "m7", type: "location", location: { latitude: 1, longitude: 2 } },
            ],
            statuses: [
              { id: "o1", status: "failed", recipient_id: "1", errors: [{ code: 1, error_data: { details: "d" } }] },
            ],
            calls: [{ id: "c1", from: "1", event: "connect", direction: "USER_INITIATED" }],
            errors: [{ code: 1 }],
          },
        },
        {
          field: "user_id_update",
          value: { metadata: { phone_number_id: "8" }, u: [{ user_id: { previous: "US.1", current: "US.2" } }] },
        },
        {
          field: "smb_message_echoes",
          value: { metadata: { phone_number_id: "8" }, message_echoes: [{ id: "e", to: "1", type: "text" }] },
        },
      ],
    },
  ],
};

/** The paths of all nodes of a tree; a path is the list of keys that lead to the node. */
function pathsOf(node: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (node === null || typeof node !== "object") return [path];
  const steps = Array.isArray(node) ? node.map((_, i) => i) : Object.keys(node);
  return [path, ...steps.flatMap((step) => pathsOf((node as Record<string | number, unknown>)[step], [...path, step]))];
}

function withValue(tree: unknown, path: (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(tree) ? ([...tree] as never) : { ...(tree as object) };
  copy[step] = withValue(copy[step], rest, value);
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    0,
    -1,
    Number.MAX_VALUE,
    1e300,
    true,
    "",
    [],
    {},
    [[]],
    "\0",
    "\ud800",
    "__proto__",
    "constructor",
  ),
  fc.jsonValue({ stringUnit: "binary" }),
);

describe("readWebhook, given", () => {
  test("any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expectClean(readWebhook(Buffer.from(bytes)))));
  });

  test("any JSON", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (json) => {
        const items = readWebhook(Buffer.from(json));
        expectClean(items);
        expect(items.every((item) => item.kind === "unreadable")).toBe(true);
      }),
    );
  });

  const paths = pathsOf(VALID);

  test("a valid webhook with something odd in each place", () => {
    for (const path of paths) {
      for (const value of [null, 0, 1e300, true, "", "\0\ud800", [], {}, [null], { id: [] }, "1".repeat(3_000)]) {
        expectClean(readWebhook(Buffer.from(JSON.stringify(withValue(VALID, path, value)))));
      }
    }
  });

  test("a valid webhook with several odd things", () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        // A path may lead into a part that an earlier change replaced; then this change is skipped.
        const json = list.reduce<unknown>((tree, [path, value]) => {
          try {
            return withValue(tree, path, value);
          } catch {
            return tree;
          }
        }, VALID);
        expectClean(readWebhook(Buffer.from(JSON.stringify(json) ?? "")));
      }),
    );
  });

  test("a valid webhook with broken bytes", () => {
    const bytes = Buffer.from(JSON.stringify(VALID));
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), fc.nat({ max: bytes.length }), (changes, end) => {
        const broken = Buffer.from(bytes);
        for (const [at, byte] of changes) broken[at] = byte;
        expectClean(readWebhook(broken));
        expectClean(readWebhook(broken.subarray(0, end)));
      }),
    );
  });

  test("100,000 levels", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    for (const text of [deep, deep.slice(0, 100_000), JSON.stringify(VALID).replace('"d"', deep)]) {
      const items = readWebhook(Buffer.from(text));
      expectClean(items);
      expect(items).toMatchObject([{ kind: "unreadable", path: "" }]);
    }
  });

  test("a text of 3 MB is kept whole", () => {
    const long = "ä".repeat(1_500_000);
    const items = readWebhook(Buffer.from(JSON.stringify(VALID).replace('"x"', JSON.stringify(long))));
    expect(items[0]).toMatchObject({ kind: "message", providerId: "m1", text: long });
  });

  test("keys that reach for prototypes", () => {
    const text = JSON.stringify(VALID)
      .replace('"contacts":', '"__proto__":{"messages":[]},"constructor":{"prototype":{"x":1}},"contacts":')
      .replace('"text":{"body":"x"}', '"text":{"__proto__":{"body":"polluted"}}');
    const items = readWebhook(Buffer.from(text));
    expectClean(items);
    expect(items[0]).toMatchObject({ kind: "message", text: null });
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test("NUL and half surrogates in values and keys", () => {
    const text = JSON.stringify(VALID).replace(
      '"body":"x"',
      String.raw`"body":"a\u0000b\ud800c","k\u0000\udfff":"\u0000"`,
    );
    const items = readWebhook(Buffer.from(text));
    expectClean(items);
    expect(items[0]).toMatchObject({
      text: "ab\ufffdc",
      raw: { message: { text: { body: "ab\ufffdc", "k\ufffd": "" } } },
    });
  });

  test("duplicate keys: the last one counts", () => {
    const text = JSON.stringify(VALID).replace('"id":"m1"', '"id":"m0","id":"m1"');
    expect(readWebhook(Buffer.from(text))[0]).toMatchObject({ providerId: "m1" });
  });

  test("1,000 contacts and messages", () => {
    const numbers = Array.from({ length: 1_000 }, (_, i) => String(15550100000 + i));
    const value = {
      metadata: { phone_number_id: "8" },
      contacts: numbers.toReversed().map((wa_id) => ({ wa_id, profile: { name: wa_id } })),
      messages: numbers.map((from) => ({ from, id: `m${from}`, type: "text", text: { body: from } })),
    };
    const webhook = {
      object: "whatsapp_business_account",
      entry: [{ id: "9", changes: [{ field: "messages", value }] }],
    };
    const items = readWebhook(Buffer.from(JSON.stringify(webhook)));
    expect(items).toHaveLength(1_000);
    expect(items.every((item) => item.kind === "message" && item.senderName === item.sender.waId)).toBe(true);
  });
});

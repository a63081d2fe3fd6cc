import { expect, test } from "vitest";
import { createMediaStore } from "../media-store.ts";
import { upload } from "./media.ts";

async function send(fields: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = new Response(form);
  const store = createMediaStore();
  const body = Buffer.from(await response.arrayBuffer());
  const reply = await upload(store, response.headers.get("content-type") ?? "", body, 0);
  return store.get((reply.body as { id: string }).id);
}

const file = new File([new Uint8Array([0, 255, 13, 10, 45, 45])], "plan ü.png", { type: "image/png" });
const whatsapp = { messaging_product: "whatsapp" };

test("an upload is kept byte for byte, with its name and type", async () => {
  const media = await send({ ...whatsapp, file });
  expect(media).toMatchObject({ mimeType: "image/png", fileName: "plan ü.png" });
  expect([...media!.bytes]).toEqual([0, 255, 13, 10, 45, 45]);
  expect(await send({ ...whatsapp, file, type: "image/jpeg" })).toMatchObject({ mimeType: "image/jpeg" });
});

test("what the Graph API refuses is refused", async () => {
  await expect(send({ file })).rejects.toThrow(/messaging_product/);
  await expect(send(whatsapp)).rejects.toThrow(/file is required/);
  await expect(send({ ...whatsapp, file: new File(["x"], "x.gif", { type: "image/gif" }) })).rejects.toThrow(
    /image\/gif cannot be sent/,
  );
  await expect(upload(createMediaStore(), "text/plain", Buffer.from("x"), 0)).rejects.toThrow(/messaging_product/);
});

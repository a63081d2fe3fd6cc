// A provider for benchmarks: takes sends like the Graph API, answers after a given delay, and records them with their times.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A send: when it came, what it said, and the id that it was given. */
export type Taken = { at: number; to: string; text: string; key: string; id: string };

export type Provider = { url: string; taken: Taken[]; onTaken: ((taken: Taken) => void) | null; close(): void };

/** Answers a GET request, and says whether it did. */
export type AnswerGet = (request: IncomingMessage, response: ServerResponse, url: string) => boolean;

/** Starts the provider. `delayMs`: the time until it answers a send. `answerGet` has its files, if there are any. */
export async function provider(delayMs: number, answerGet: AnswerGet = () => false): Promise<Provider> {
  let n = 0;
  const self: Provider = { url: "", taken: [], onTaken: null, close: () => server.close() };
  const server: Server = createServer((request, response) => {
    // Bellhop also asks how its number and its templates are.
    if (request.method !== "POST" && answerGet(request, response, self.url)) return;
    if (request.method !== "POST")
      return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const at = performance.now();
      const body = JSON.parse(Buffer.concat(parts).toString()) as {
        to: string;
        text?: { body: string };
        biz_opaque_callback_data: string;
      };
      n += 1;
      const id = `wamid.BENCH${process.pid}.${n}`;
      const taken = { at, to: body.to, text: body.text?.body ?? "", key: body.biz_opaque_callback_data, id };
      self.taken.push(taken);
      self.onTaken?.(taken);
      const answer = JSON.stringify({
        messaging_product: "whatsapp",
        contacts: [{ input: body.to, wa_id: body.to.replace("+", "") }],
        messages: [{ id }],
      });
      const reply = () => response.writeHead(200, { "content-type": "application/json" }).end(answer);
      if (delayMs > 0) setTimeout(reply, delayMs);
      else reply();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return self;
}

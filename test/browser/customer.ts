// For browser tests: a customer with a phone in the simulator, who writes to the business while a user is at the Desk.
import type { APIRequestContext } from "@playwright/test";
import { type Api, expect } from "./desk.ts";

type Input = Record<string, unknown>;
/** A message in the simulator's chats; see sim/chat/message.ts. */
type Said = { id: string; from: "phone" | "business"; tick: string | null; content: { type: string; text?: string } };
export type Line = "meta" | "twilio";

let people = 0;

/** A customer with a phone. `does` is any action of the simulator's API (docs/simulator.md), `say` writes a text. */
export type Customer = {
  number: string;
  name: string;
  does(action: string, input?: Input): Promise<Said>;
  say(text: string, input?: Input): Promise<Said>;
  chat(line?: Line): Promise<Said[]>;
  /** The id of the conversation as soon as the Desk has it; with `unread`, as soon as it has that many unread messages. */
  conversation(api: Api, unread?: number): Promise<number>;
  /** The latest message of the business that contains the text, as soon as it arrives. */
  heard(text: string, line?: Line): Promise<Said>;
};

/** Creates a customer with a new phone number. */
export async function customer(request: APIRequestContext, name: string): Promise<Customer> {
  people += 1;
  const number = `4477${String(Date.now()).slice(-6)}${String(people % 100).padStart(2, "0")}`;
  const phone = `/sim/api/phones/${number}`;
  const does = async (action: string, input: Input = {}) => {
    const answer = await request.post(action === "" ? phone : `${phone}/${action}`, { data: input });
    expect(answer.status(), await answer.text()).toBe(200);
    return (await answer.json()) as Said;
  };
  const chat = async (line: Line = "meta") =>
    (await (await request.get(`${phone}/transcript?line=${line}`)).json()).messages as Said[];
  await does("", { name });
  return {
    number,
    name,
    does,
    say: (text, input = {}) => does("write", { text, ...input }),
    chat,
    async conversation(api, unread) {
      const find = async () => (await api("GET", `/api/inbox/conversations?q=${number}`)).conversations[0];
      const isThere = async () => {
        const one = await find();
        return one !== undefined && (unread === undefined || one.unread_count === unread);
      };
      await expect.poll(isThere, `the conversation of ${name}`).toBe(true);
      return (await find())!.id;
    },
    async heard(text, line) {
      const find = async () =>
        (await chat(line)).findLast((one) => one.from === "business" && one.content.text?.includes(text));
      await expect.poll(async () => Boolean(await find()), text).toBe(true);
      return (await find())!;
    },
  };
}

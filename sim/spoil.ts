// Applies faults to API calls: slow responses, errors, no response and closed connections, in place of a fake's own response.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Line } from "./chat/message.ts";
import type { Fault } from "./fault.ts";
import type { Faults } from "./faults.ts";
import { type Reply, write } from "./http.ts";
import { pause, type Timers } from "./timers.ts";

export type Call = { req: IncomingMessage; res: ServerResponse; line: Line; kind: "send" | "media" | "other" };

/** A provider's error responses; the two lines differ. */
export type Words = {
  tooMany: (fault: Fault) => Reply;
  broken: (fault: Fault) => Reply;
  refusal: (fault: Fault) => Reply;
};

export type Spoiler = {
  /** Runs `work` and writes its reply, unless a fault strikes. Returns what was done, for the wire log; `status` is null if there was no response. */
  answer(call: Call, words: Words, work: () => Promise<Reply>): Promise<{ reply: Reply | null; note: string | null }>;
  /** Ends the responses that are being withheld. */
  close(): void;
};

const htmlPage = (status: number): Reply => ({
  status,
  body: Buffer.from(
    `<html><head><title>${status}</title></head><body><h1>${status} from the gateway</h1></body></html>`,
  ),
  headers: { "content-type": "text/html" },
});

/** Creates a spoiler for a set of faults. */
export function createSpoiler(faults: Faults, timers: Timers): Spoiler {
  const withheld = new Set<ServerResponse>();
  const withhold = (res: ServerResponse) => {
    withheld.add(res);
    res.once("close", () => withheld.delete(res));
  };

  return {
    async answer({ req, res, line, kind }, words, work) {
      const strikes = (name: Parameters<Faults["strikes"]>[0]) => faults.strikes(name, line, kind);
      const slow = strikes("slow");
      if (slow) await pause(timers, slow.ms ?? 1500);
      const refuse = (reply: Reply, note: string) => {
        write(res, reply);
        return { reply, note };
      };
      const limited = strikes("rate_limit");
      if (limited) return refuse(words.tooMany(limited), "fault: 429");
      const broken = strikes("server_error");
      if (broken) return refuse(words.broken(broken), "fault: server error");
      const page = strikes("html_error");
      if (page) return refuse(htmlPage(page.status ?? 502), "fault: HTML page");
      const coded = strikes("error_code");
      if (coded) return refuse(words.refusal(coded), "fault: error code");
      if (strikes("timeout_ignored")) {
        withhold(res);
        return { reply: null, note: "fault: not taken, not answered" };
      }
      const cut = strikes("reset");
      if (cut) {
        if (cut.accepted) await work();
        req.socket.resetAndDestroy();
        return { reply: null, note: cut.accepted ? "fault: taken, then cut off" : "fault: cut off" };
      }
      const silent = strikes("timeout_accepted");
      const reply = await work();
      if (silent) {
        withhold(res);
        return { reply: null, note: `fault: taken (${reply.status}), never answered` };
      }
      if (strikes("truncated")) {
        const bytes = Buffer.from(JSON.stringify(reply.body));
        const half = { ...reply, body: bytes.subarray(0, bytes.length >> 1) };
        return refuse(half, `fault: taken (${reply.status}), half an answer`);
      }
      write(res, reply);
      return { reply, note: slow ? "fault: slow" : null };
    },
    close() {
      for (const res of withheld) res.destroy();
      withheld.clear();
    },
  };
}

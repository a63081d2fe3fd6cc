// The server-sent events stream: sends every event of the simulator to every open page.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Simulator } from "../surface.ts";

export type EventStream = {
  open(req: IncomingMessage, res: ServerResponse): void;
  close(): void;
};

const BEAT_MS = 15_000;

/** Creates the stream. Each start of the simulator has a new id, by which a page notices a restart. */
export function createEventStream(simulator: Pick<Simulator, "listen">): EventStream {
  const boot = randomUUID();
  const open = new Set<() => void>();
  return {
    open(req, res) {
      res.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      res.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ boot })}\n\n`);
      const silence = simulator.listen((event) => {
        if (event.type === "settled") return;
        res.write(`event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`);
      });
      const beat = setInterval(() => res.write(": still here\n\n"), BEAT_MS);
      const end = () => {
        clearInterval(beat);
        silence();
        open.delete(end);
        res.destroy();
      };
      open.add(end);
      req.once("close", end);
      res.once("close", end);
    },
    close() {
      for (const end of [...open]) end();
    },
  };
}

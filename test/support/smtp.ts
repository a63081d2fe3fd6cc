// A small mail server for the tests of one file.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type SmtpServer, startSmtp } from "./smtp-server.ts";

/** Starts a mail server for the calling test file. Call it at the top level. */
export function useSmtp(): SmtpServer {
  const world = {} as SmtpServer;
  beforeAll(async () => {
    Object.assign(world, await startSmtp());
  });
  beforeEach(() => {
    world.received.length = 0;
    world.credentials.length = 0;
    for (const word of Object.keys(world.replies)) delete world.replies[word];
  });
  afterAll(() => world.close());
  return world;
}

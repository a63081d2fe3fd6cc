// A pooler in transaction mode, as PgBouncer is one: a client has a server only for a transaction, and its next one runs on another server. Of
// PostgreSQL's protocol it knows where a message ends and whether a transaction is open.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import pg from "pg";

/** How many connections to the database all clients share. */
const SERVERS = 3;

/** AuthenticationOk, BackendKeyData, ReadyForQuery: every client is let in. */
const welcome = Buffer.from("520000000800000000" + "4b0000000c0000000000000000" + "5a0000000549", "hex");
const [readyForQuery, idle, terminate] = ["Z", "I", "X"].map((letter) => letter.charCodeAt(0));

/** Opens a pooler on 127.0.0.1 before a database. Returns the database's URL through it. */
export async function openTransactionPooler(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const servers = await openServers(url);
  const clients = new Set<Socket>();
  const door = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    serve(client, servers);
  }).listen(0, "127.0.0.1");
  await once(door, "listening");
  const through = new URL(url);
  through.host = `127.0.0.1:${(door.address() as { port: number }).port}`;
  return {
    url: through.href,
    async close() {
      for (const client of clients) client.destroy();
      servers.close();
      door.close();
      await once(door, "close");
    },
  };
}

type Servers = { take(): Promise<Socket>; give(server: Socket): void; close(): void };

/** Connections to the database, handed out in turns. One that ends is replaced. */
async function openServers(url: string): Promise<Servers> {
  const all = new Set<Socket>();
  const free: Socket[] = [];
  const waiting: ((server: Socket) => void)[] = [];
  let closed = false;
  const give = (server: Socket) => {
    const next = waiting.shift();
    if (next) next(server);
    else free.push(server);
  };
  async function connect(): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    await client.connect();
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    if (closed) return void stream.destroy();
    stream.removeAllListeners("data");
    all.add(stream);
    stream.on("close", () => {
      all.delete(stream);
      if (free.includes(stream)) free.splice(free.indexOf(stream), 1);
      if (!closed) connect().catch(() => {});
    });
    give(stream);
  }
  for (let n = 0; n < SERVERS; n += 1) await connect();
  return {
    take: async () => free.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    give,
    close() {
      closed = true;
      for (const server of all) server.destroy();
    },
  };
}

/** Lets a client in, and gives it the server that has been free for longest whenever it begins a transaction. */
function serve(client: Socket, servers: Servers): void {
  let server: Socket | null = null;
  let unread = Buffer.alloc(0);
  const leave = () => client.destroy();
  const onAnswer = (data: Buffer) => {
    client.write(data);
    unread = Buffer.concat([unread, data]);
    for (let end = endOf(unread); end !== null; end = endOf(unread)) {
      if (unread[0] === readyForQuery && unread[5] === idle) release();
      unread = unread.subarray(end);
    }
  };
  const release = () => {
    server!.off("data", onAnswer).off("close", leave);
    servers.give(server!);
    server = null;
  };
  const onRequest = async (data: Buffer) => {
    if (server) return void server.write(data);
    if (data[0] === terminate) return void client.end();
    client.pause();
    const taken = await servers.take();
    if (client.destroyed) return servers.give(taken);
    server = taken.on("data", onAnswer).on("close", leave);
    server.write(data);
    client.resume();
  };
  client.on("error", () => {});
  // The server of a transaction that its client leaves open ends with it.
  client.on("close", () => server?.destroy());
  client.once("data", () => {
    client.on("data", (data: Buffer) => void onRequest(data));
    client.write(welcome);
  });
}

/** Where the first message ends; null while it is not whole. */
function endOf(messages: Buffer): number | null {
  const end = messages.length < 5 ? null : 1 + messages.readUInt32BE(1);
  return end === null || messages.length < end ? null : end;
}

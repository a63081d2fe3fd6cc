// A small mail server for tests: it takes mail over SMTP as real ones do, and refuses what the test wants refused.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A mail as it came. */
export type ReceivedMail = { from: string; to: string; headers: Record<string, string>; body: string };

export type SmtpServer = {
  /** Without a password. */
  url: string;
  received: ReceivedMail[];
  /** The replies to commands, by their first word, instead of the usual ones. */
  replies: Record<string, string>;
  /** The name and password that clients gave. */
  credentials: string[];
  close(): void;
};

/** Starts a mail server on a free port. */
export async function startSmtp(): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const world: SmtpServer = { url: "", received: [], replies: {}, credentials: [], close };
  const server = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
    converse(socket, world);
  });
  function close() {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await once(server.listen(0, "127.0.0.1"), "listening");
  world.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return world;
}

/** Speaks SMTP with one client. */
function converse(socket: Socket, world: SmtpServer): void {
  let [rest, from, to] = ["", "", ""];
  let data: string | null = null;
  const usual: Record<string, string> = {
    EHLO: "250-mail.test\r\n250 AUTH PLAIN",
    AUTH: "235 2.7.0 welcome",
    DATA: "354 go on",
    QUIT: "221 bye",
  };
  const reply = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    const word = line.split(/[ :]/)[0]!.toUpperCase();
    const answer = world.replies[word] ?? usual[word] ?? "250 2.0.0 fine";
    if (word === "AUTH") world.credentials.push(Buffer.from(line.split(" ")[2]!, "base64").toString());
    if (word === "MAIL") from = line;
    if (word === "RCPT") to = /<(.*)>/.exec(line)![1]!;
    if (word === "DATA" && answer.startsWith("354")) data = "";
    reply(answer);
    if (word === "QUIT") socket.end();
  };
  reply("220 mail.test ESMTP");
  socket.on("data", (piece) => {
    rest += piece.toString("latin1");
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (data === null) command(line);
      else if (line !== ".") data += `${line.replace(/^\./, "")}\r\n`;
      else {
        const answer = world.replies["."] ?? "250 2.0.0 queued as 1A2B";
        if (answer.startsWith("250")) world.received.push(read({ from, to, data }));
        data = null;
        reply(answer);
      }
    }
  });
}

/** Headers in lower case, and the body with quoted-printable undone. */
function read({ from, to, data }: { from: string; to: string; data: string }): ReceivedMail {
  const [head = "", ...parts] = data.split("\r\n\r\n");
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const body = parts
    .join("\n\n")
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { from, to, headers, body };
}

// The baseline: a bare node:http server that checks the HMAC, parses the body, and stores nothing.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { appSecret } from "./traffic.ts";

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts);
    const expected = Buffer.from(`sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`);
    const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return response.writeHead(401).end();
    JSON.parse(body.toString("utf8"));
    response.writeHead(200, { "content-length": "0" }).end();
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");

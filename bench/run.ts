// npm run bench -- NAME [arguments]: runs one benchmark; without a name it lists them.
import { spawn } from "node:child_process";
import path from "node:path";

const benchmarks: Record<string, string> = {
  ack: "acknowledged webhooks per second, against a bare server",
  mix: "Meta's mix at 3,300 webhooks a second for a minute",
  latency: "webhook to reply request, idle",
  desk: "every list, filter and search of the Desk, and the overview, on 100 thousand and on 1 million messages",
  inbox: "the inbox in a browser: a new message, another conversation, scrolling, with 10,000 conversations",
  live: "webhook to live event, idle and with a hundred listeners under Meta's mix",
  storage: "bytes of tables and indexes for each message, and how fast messages are recorded, answered and sent",
  outbox: "1,000 sends a second over 10,000 conversations",
  processes: "one process against 2 web and 2 workers, past a pooler in transaction mode and through it",
  failover: "how soon another worker answers when the one that does is killed, stands still or is cut off",
  "photo-thread": "a conversation with 60 photos in a browser: a click to the first thumbnails on the screen",
  media:
    "1,000 photos in a minute beside 50 messages a second, with a provider that often fails; `media kill` with a kill -9",
  backup: "backups: `backup flow` beside traffic, `backup kill` with a kill -9, `backup size` for how long they take",
  kill: "kill -9 while pruning, archiving, deleting what is old, erasing a person and upgrading, twenty times each",
  scans: "which large tables are read as a whole by the API, the message path and the scheduled jobs",
  start: "start to ready on existing data",
  upgrade: "from each released version, process by process under load; needs the history of git",
  rules: "what 200 rules cost a message, and a trial on 100,000 messages",
  memory: "memory over ten minutes of full load",
  crash: "kill -9 of everything under load, twenty times",
  faults:
    "two web and two worker processes while processes, the database and the providers fail; `faults kill db-stop` for some of it",
  led: '"book A" to the light at the spot, idle',
  race: "200 phones race for one spot, fifty times",
  idle: "what 1,000 connected boards cost while nobody writes",
  posts: "1,000 boards that report once a second for a minute, and their lights",
  "park-crash": "kill -9 while drivers book and park, twenty times",
};

const [name, ...rest] = process.argv.slice(2);
if (!name || !(name in benchmarks)) {
  console.log(
    `Benchmarks:\n${Object.entries(benchmarks)
      .map(([key, what]) => `  ${key.padEnd(13)}${what}`)
      .join("\n")}`,
  );
  process.exitCode = name ? 1 : 0;
} else {
  spawn(process.execPath, [path.join(import.meta.dirname, `${name}.ts`), ...rest], { stdio: "inherit" }).on(
    "exit",
    (code) => {
      process.exitCode = code ?? 1;
    },
  );
}

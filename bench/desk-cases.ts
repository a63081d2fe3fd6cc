// What the Desk asks for: the requests that bench/desk.ts times.
import pg from "pg";

/** One kind of request. */
export type Case = { name: string; path: string };

const sorts = ["timestamp", "from_number", "from_name", "message_type", "preview", "status", "channel", "direction"];
const bookingSorts = [
  "reserved_at",
  "id",
  "status",
  "lot",
  "spot",
  "name",
  "phone",
  "expires_at",
  "started_at",
  "ended_at",
  "closed_at",
  "amount_cents",
];

/** The filters of the table of messages that are tried with several orders. */
const filters: Record<string, string> = {
  failed: "status=failed",
  played: "status=played",
  "read or replied": "status=read,replied",
  video: "type=video",
  "failed templates": "status=failed&type=template",
  "videos at Twilio": "type=video&channel=twilio",
  outgoing: "direction=out",
  "one word": "q=zeppelin",
  "a common word": "q=thanks",
  "two words": "q=invoice%20booking",
  "a number in the text": "q=8421",
  "a name": "q=Fatima",
  "a common word that failed": "q=thanks&status=failed",
  "a common word in files": "q=thanks&type=video,image",
  "a common word in places": "q=thanks&type=location",
  "one word that failed": "q=zeppelin&status=failed",
  "a name's places that were read": "q=Fatima&type=location&status=read",
  "incoming texts": "type=text&direction=in",
  places: "type=location",
};

/** All requests, with ids that the database has. */
export async function cases(url: string): Promise<Case[]> {
  const known = await look(url);
  return [
    ...messageCases(known),
    ...messageDayCases(known),
    ...bookingCases(known),
    ...inboxCases(known),
    { name: "drivers: a name", path: "/api/accounts?q=Fatima" },
    { name: "overview, 30 days", path: "/api/overview?days=30&time_zone=Europe/Berlin" },
    { name: "overview, 90 days", path: "/api/overview?days=90&time_zone=America/New_York" },
    { name: "delivery health", path: "/api/health/delivery" },
    { name: "whatsapp: messages", path: "/api/whatsapp/messages" },
    { name: "whatsapp: conversations", path: "/api/whatsapp/conversations" },
    { name: "audit log", path: "/api/audit" },
    { name: "drivers", path: "/api/accounts" },
  ];
}

/** What the database has: ids, a month and a cursor that requests can name. */
type Known = Awaited<ReturnType<typeof look>>;

async function look(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`
    select (select conversation_id from messages group by 1 order by count(*) desc limit 1) as big,
      (select conversation_id from messages order by id desc limit 1) as recent,
      (select sent_at from messages order by sent_at desc offset (select count(*) / 2 from messages) limit 1) as middle,
      (select phone from contacts order by id desc limit 1) as phone,
      (select c.phone from contacts c join conversations v on v.contact_id = c.id order by v.message_count desc limit 1) as busiest`);
  const { rows: deep } = await client.query(`
    select id, sent_at::text from messages order by sent_at desc, id desc offset (select count(*) * 9 / 10 from messages) limit 1`);
  await client.end();
  const { big, recent, middle, phone, busiest } = rows[0];
  const month: string = middle.toISOString().slice(0, 7);
  const [year, number] = month.split("-").map(Number);
  const last = ["timestamp", "desc", [deep[0].sent_at, String(deep[0].id)]];
  const cursor = Buffer.from(JSON.stringify(last)).toString("base64url");
  return { big, recent, phone: phone as string, busiest, month, year, number, cursor };
}

function messageCases({ big, phone, busiest, month, cursor }: Known): Case[] {
  const table = (name: string, query: string) => ({ name: `messages: ${name}`, path: `/api/table/messages?${query}` });
  return [
    ...sorts.flatMap((sort) => [
      table(`by ${sort}, down`, `sort=${sort}&order=desc`),
      table(`by ${sort}, up`, `sort=${sort}&order=asc`),
    ]),
    table("the page at nine tenths", `cursor=${cursor}`),
    table("500 rows", "limit=500"),
    ...Object.entries(filters).flatMap(([name, query]) => [
      table(name, query),
      table(`${name}, by preview`, `${query}&sort=preview&order=asc`),
      table(`${name}, by from_name`, `${query}&sort=from_name`),
      table(`${name}, by status`, `${query}&sort=status`),
      table(`${name}, the oldest`, `${query}&order=asc`),
    ]),
    table("one customer", `q=${phone}`),
    ...[
      "",
      "&sort=preview",
      "&sort=from_name",
      "&order=asc",
      "&status=failed",
      "&type=location",
      "&status=failed&sort=preview",
    ].map((also) => table(`the busiest customer${also}`, `q=${busiest}${also}`)),
    table("part of a number", `q=${phone.slice(-6)}`),
    table("part of a number, by from_name", `q=${phone.slice(-6)}&sort=from_name`),
    table("a month", `from=${month}-01&to=${month}-28`),
    table("a month, by from_number", `from=${month}-01&to=${month}-28&sort=from_number`),
    table("failed in a month, by preview", `from=${month}-01&to=${month}-28&status=failed&sort=preview`),
    table("the biggest conversation", `conversation_id=${big}`),
    table("the biggest conversation, by preview", `conversation_id=${big}&sort=preview`),
    table("a word in the biggest conversation", `conversation_id=${big}&q=zeppelin`),
  ];
}

function messageDayCases({ busiest, year, number }: Known): Case[] {
  return ["", "Europe/Berlin", "Asia/Kolkata"].flatMap((zone) => {
    const days = (name: string, query: string) => ({
      name: `days: ${name}${zone ? `, ${zone}` : ""}`,
      path: `/api/table/messages/days?time_zone=${zone || "UTC"}&${query}`,
    });
    return [
      days("years", ""),
      days("months", `year=${year}`),
      days("days", `year=${year}&month=${number}`),
      days("hours", `year=${year}&month=${number}&day=14`),
      days("failed months", `year=${year}&status=failed`),
      days("years of a word", "q=invoice"),
      days("years of the busiest customer", `q=${busiest}`),
    ];
  });
}

function bookingCases({ month, year, number }: Known): Case[] {
  return [
    ...bookingSorts.flatMap((sort) => [
      { name: `bookings: by ${sort}, down`, path: `/api/table/bookings?sort=${sort}&order=desc` },
      { name: `bookings: by ${sort}, up`, path: `/api/table/bookings?sort=${sort}&order=asc` },
    ]),
    { name: "bookings: a name", path: "/api/table/bookings?q=Fatima" },
    { name: "bookings: cancelled, by amount", path: "/api/table/bookings?status=cancelled&sort=amount_cents" },
    { name: "bookings: a month", path: `/api/table/bookings?from=${month}-01&to=${month}-28` },
    ...[
      ["years", ""],
      ["months", `year=${year}`],
      ["days", `year=${year}&month=${number}`],
      ["hours", `year=${year}&month=${number}&day=14`],
      ["completed months", `year=${year}&status=completed`],
      ["months of a name", `year=${year}&q=Fatima`],
      ["years of a lot", "lot_id=1"],
    ].map(([name, query]) => ({
      name: `bookings: ${name}`,
      path: `/api/table/bookings/days?time_zone=Europe/Berlin&${query}`,
    })),
  ];
}

function inboxCases({ big, recent, phone }: Known): Case[] {
  return [
    ...[
      "state=open",
      "state=waiting",
      "state=waiting&sort=longest",
      "state=waiting&filter=unassigned",
      "state=bot",
      "state=snoozed",
      "state=done",
      "state=all",
      "filter=unread",
      "filter=unassigned",
      "q=Fatima",
      "q=invoice",
      "q=thanks",
      `q=${phone.slice(-6)}`,
      "q=zeppelin",
    ].map((query) => ({
      name: `inbox: ${query}`,
      path: `/api/inbox/conversations?${query}`,
    })),
    { name: "inbox: counts", path: "/api/inbox/counts" },
    { name: "inbox: a conversation", path: `/api/inbox/conversations/${recent}` },
    { name: "inbox: a thread", path: `/api/inbox/conversations/${recent}/messages` },
    { name: "inbox: the biggest thread", path: `/api/inbox/conversations/${big}/messages` },
  ];
}

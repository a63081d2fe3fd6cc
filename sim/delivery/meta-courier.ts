// Brings updates to Bellhop as Meta does: signed, several in one POST at times, again until it answers 200.
import type { Faults } from "../faults.ts";
import { hubSignature } from "../graph/signature.ts";
import type { Settings } from "../options.ts";
import { pause, type Timers } from "../timers.ts";
import type { WireLog } from "../wire-log.ts";
import type { Flights } from "./flights.ts";
import { type Answer, answered, type Poster } from "./post.ts";

/** One element of `changes[]` with what it tells of. */
export type Update = {
  field: string;
  value: Record<string, unknown>;
  /** Told after every attempt at the POST that carries this update. */
  onAttempt?: (outcome: { delivered: boolean; attempts: number; detail: string | null }) => void;
};

export type MetaCourier = {
  /** Sends an update. Resolves when the first attempt has ended, well or not; attempts go on behind it. */
  deliver(update: Update): Promise<void>;
};

type Parts = {
  settings: Settings;
  poster: Poster;
  timers: Timers;
  faults: Faults;
  log: WireLog;
  flights: Flights;
};

const BATCH = 1000;

/** Makes a courier; it stops when its timers are cleared. */
export function createMetaCourier(parts: Parts): MetaCourier {
  const { settings, timers, faults, flights } = parts;
  let gathered: { update: Update; done: () => void }[] = [];

  const attempt = async (updates: Update[], body: string, attempts: number, end: () => void): Promise<void> => {
    const wrongly = faults.strikes("bad_signature", "meta") !== null;
    const answer = await post(
      parts,
      body,
      wrongly ? "wrong signature" : attempts > 1 ? `attempt ${attempts}` : null,
      wrongly,
    );
    const delivered = answered(answer) && answer.status === 200;
    const detail = delivered ? null : answered(answer) ? `Bellhop answered ${answer.status}` : answer.detail;
    for (const update of updates) update.onAttempt?.({ delivered, attempts, detail });
    if (delivered) return end();
    const delays = settings.timing.metaRetryDelaysMs;
    const delay = delays[Math.min(attempts - 1, delays.length - 1)];
    if (delay === undefined) return end();
    timers.after(delay, () => void attempt(updates, body, attempts + 1, end));
  };

  const send = async (updates: Update[]): Promise<void> => {
    const body = envelope(settings, updates);
    if (faults.strikes("wrong_json", "meta")) await flights.track(post(parts, body.slice(0, -7), "broken JSON", false));
    const again = faults.strikes("duplicate", "meta");
    if (again) void flights.track(post(parts, body, "duplicate", false));
    await attempt(updates, body, 1, flights.begin());
  };

  const flush = () => {
    const batch = gathered.slice(0, BATCH);
    gathered = gathered.slice(BATCH);
    if (batch.length === 0) return;
    void send(batch.map(({ update }) => update)).then(() => {
      for (const { done } of batch) done();
    });
    if (gathered.length > 0) flush();
  };

  return {
    async deliver(update) {
      const end = flights.begin();
      try {
        const reorder = faults.strikes("reorder", "meta");
        if (reorder) await pause(timers, settings.random() * (reorder.ms ?? 1500));
        const batch = faults.strikes("batch", "meta");
        if (!batch) return await send([update]);
        if (gathered.length === 0) timers.after(batch.ms ?? 150, flush);
        await new Promise<void>((done) => gathered.push({ update, done }));
      } finally {
        end();
      }
    },
  };
}

const envelope = (settings: Settings, updates: Update[]): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: entries(updates).map((changes) => ({ id: settings.meta.businessAccountId, changes })),
  });

/** One POST to Bellhop. `wrongly`: signed with another secret. */
async function post(
  { settings, poster, log }: Parts,
  body: string,
  note: string | null,
  wrongly: boolean,
): Promise<Answer> {
  const secret = wrongly ? `not ${settings.meta.appSecret}` : settings.meta.appSecret;
  const headers = { "content-type": "application/json", "x-hub-signature-256": hubSignature(secret, body) };
  const answer = await poster.send(settings.meta.webhookUrl, headers, body, settings.timing.metaTimeoutMs);
  log.add({
    direction: "webhook",
    line: "meta",
    method: "POST",
    path: new URL(settings.meta.webhookUrl).pathname,
    status: answered(answer) ? answer.status : null,
    ms: answer.ms,
    note: answered(answer) ? note : [note, answer.detail].filter(Boolean).join("; "),
    request: parsed(body),
    response: answered(answer) ? answer.body.slice(0, 2000) : null,
  });
  return answer;
}

type Change = { field: string; value: Record<string, unknown> };

// A batch makes use of every level that Meta's envelope has: two entries, several changes, and two messages in one value.
function entries(updates: Update[]): Change[][] {
  const half = Math.ceil(updates.length / 2);
  const [first, second] = [updates.slice(0, half), updates.slice(half)];
  return [merged(first), merged(second)].filter((changes) => changes.length > 0);
}

function merged(updates: Update[]): Change[] {
  const changes: Change[] = [];
  for (const { field, value } of updates) {
    const last = changes.at(-1)?.value;
    if (last && field === "messages" && isMessages(last) && isMessages(value)) {
      for (const key of ["contacts", "messages"]) last[key] = [...asList(last[key]), ...asList(value[key])];
    } else {
      changes.push({ field, value: { ...value } });
    }
  }
  return changes;
}

function isMessages(value: Record<string, unknown>): boolean {
  return Array.isArray(value.messages) && Array.isArray(value.contacts);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

// Creates, changes, submits and deletes templates at their provider. Each is checked here first, and the table says at once what the provider
// answered; reading the account anew (sync.ts) confirms it.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit } from "../../base/journal.ts";
import type { Provider } from "../../contract/inbound.ts";
import type {
  ByNumber,
  Clock,
  CreatedTemplate,
  FileToUpload,
  ProviderRefusal,
  TemplateProvider,
} from "../../contract/ports.ts";
import type { TemplateCategory, TemplateChange, TemplateFault, WrittenTemplate } from "../../contract/templates.ts";
import { nameFaults, ruleFaults } from "./rules.ts";
import { contentOf, wantSync } from "./sync.ts";
import { findTemplates, type Template, whyNotEditable } from "./templates.ts";

/** What writing templates needs. `by`: who does it. */
export type TemplateDesk = {
  db: Kysely<DB>;
  templates: ByNumber<TemplateProvider>;
  clock: Clock;
  by: string;
};

/** The sample file of a header; opened only when all else is right. */
export type SampleFile = Pick<FileToUpload, "mimeType" | "size" | "name"> & {
  open(): Promise<FileToUpload["content"]>;
};

type Account = { provider: Provider; accountId: string };

/** What is written: a new template, or with `id` all of an existing one's content anew. */
export type Writing = { template: WrittenTemplate; sample: SampleFile | null; id: number | null };

/** All that would be refused of a template, by field, without asking the provider. Throws NOT_FOUND, CHANNEL_NOT_CONFIGURED. */
export async function check(
  desk: TemplateDesk,
  account: Account,
  { template, sample, id }: Writing,
): Promise<TemplateFault[]> {
  const faults = faultsOf(providerOf(desk, account), template, sample);
  const others =
    id === null ? await takenFaults(desk, account, template) : formatFaults(await one(desk.db, id), template);
  return [...faults, ...others];
}

/**
 * Creates a template and submits it for review, unless `submit` is false (only Twilio has such templates). Throws BAD_TEMPLATE with all faults
 * by field, TEMPLATE_REFUSED with the provider's words.
 */
export async function create(
  desk: TemplateDesk,
  account: Account,
  { template, sample, submit }: { template: WrittenTemplate; sample: SampleFile | null; submit: boolean },
): Promise<Template> {
  const provider = providerOf(desk, account);
  const faults = await check(desk, account, { template, sample, id: null });
  if (!submit && account.provider === "meta")
    faults.push({ path: "submit", message: "Meta reviews every template as soon as it is created." });
  throwFaults(faults);
  const created = await provider.create(account.accountId, template, await opened(sample));
  if ("fault" in created) throw await refused(desk, account, created);
  const id = await insert(desk, account, template, created);
  const isLeft = submit && created.status === "unsubmitted";
  return isLeft ? submitTemplate(desk, id, template.category) : one(desk.db, id);
}

/** Changes a template. Throws NOT_FOUND, BAD_TEMPLATE, TEMPLATE_REFUSED. */
export async function edit(
  desk: TemplateDesk,
  id: number,
  change: TemplateChange,
  sample: SampleFile | null,
): Promise<Template> {
  const before = await one(desk.db, id);
  const provider = providerOf(desk, before);
  const why = whyNotEditable(before);
  if (why !== null) throw new Fault("TEMPLATE_REFUSED", why);
  const { category, content } = change;
  throwFaults(
    content === null ? categoryFaults(before, category) : await check(desk, before, { template: content, sample, id }),
  );
  const answer = await provider.edit(before.providerId, change, await opened(sample));
  if (answer !== null) throw await refused(desk, before, answer);
  return write(desk, before, "template.change", {
    // Meta reviews what was edited; a Content that was not submitted stays so.
    ...(before.provider === "meta" ? { status: "pending", rejected_reason: null } : {}),
    ...(category === null ? {} : { category }),
    ...(content === null ? {} : columnsOf(content)),
  });
}

/** Submits a template that never was for Meta's review. Throws NOT_FOUND, TEMPLATE_REFUSED. */
export async function submitTemplate(desk: TemplateDesk, id: number, category: TemplateCategory): Promise<Template> {
  const before = await one(desk.db, id);
  if (before.status !== "unsubmitted")
    throw new Fault("TEMPLATE_REFUSED", `The template ${before.name} was submitted before.`);
  throwFaults(ruleFaults({ ...before, category }));
  const answer = await providerOf(desk, before).submit(before.providerId, before.name, category);
  if ("fault" in answer) throw await refused(desk, before, answer);
  return write(desk, before, "template.submit", { status: answer.status, category });
}

/** Deletes a template, with `all` in all its languages. Throws NOT_FOUND, TEMPLATE_REFUSED. */
export async function remove(desk: TemplateDesk, id: number, scope: "one" | "all"): Promise<void> {
  const { db, clock, by } = desk;
  const before = await one(db, id);
  const { provider, accountId, name } = before;
  if (provider === "meta" && before.status === "disabled")
    throw new Fault("TEMPLATE_REFUSED", `Meta lets nobody delete ${name}, because it is disabled.`);
  const answer = await providerOf(desk, before).remove(accountId, before, scope);
  if (answer !== null) throw await refused(desk, before, answer);
  const at = clock();
  await db.transaction().execute(async (tx) => {
    const gone = await sql<{ id: number }>`
      update templates set gone_at = ${at}, synced_at = ${at}
      where gone_at is null and provider = ${provider} and account_id = ${accountId}
        and (id = ${id} or (${scope} = 'all' and name = ${name}))
      returning id`.execute(tx);
    for (const row of gone.rows)
      await audit(
        tx,
        by,
        { action: "template.delete", subject: "template", id: row.id, before: { name }, after: null },
        at,
      );
    await wantSync(tx, before, at);
  });
}

function providerOf({ templates }: TemplateDesk, { provider: name, accountId }: Account): TemplateProvider {
  const provider = templates.get(name, { accountId });
  if (provider) return provider;
  const title = name === "meta" ? "Meta" : "Twilio";
  throw new Fault(
    "CHANNEL_NOT_CONFIGURED",
    `There are no credentials for the account ${accountId} at ${title}. Add one of its numbers on the page Numbers.`,
  );
}

async function one(db: Kysely<DB> | Transaction<DB>, id: number): Promise<Template> {
  const [template] = await findTemplates(db, { id });
  if (!template) throw new Fault("NOT_FOUND", `There is no template ${id}.`);
  return template;
}

const opened = async (sample: SampleFile | null): Promise<FileToUpload | null> =>
  sample && { mimeType: sample.mimeType, size: sample.size, name: sample.name, content: await sample.open() };

const faultsOf = (
  provider: TemplateProvider,
  template: WrittenTemplate,
  sample: SampleFile | null,
): TemplateFault[] => [...nameFaults(template), ...ruleFaults(template), ...provider.check(template, sample)];

function throwFaults(errors: readonly TemplateFault[]): void {
  if (errors.length > 0) throw new Fault("BAD_TEMPLATE", errors.map(({ message }) => message).join(" "), { errors });
}

/** Names and numbers of variables are chosen once: an edit has no place to say it. (Meta: message templates, edit.) */
function formatFaults({ provider, name, parameterFormat }: Template, content: WrittenTemplate): TemplateFault[] {
  if (provider === "twilio" || content.parameterFormat === parameterFormat) return [];
  const kind = parameterFormat === "named" ? "names: {{guest}}" : "numbers: {{1}}";
  return [{ path: "parameter_format", message: `The variables of ${name} have ${kind}. Keep that, or copy it.` }];
}

/** The category of an approved template stays. (Meta: message templates, edit.) */
function categoryFaults({ provider, name, status, category }: Template, wanted: TemplateCategory): TemplateFault[] {
  const fault = (message: string) => [{ path: "category", message }];
  if (provider === "twilio") return fault("At Twilio the category is chosen when a template is submitted.");
  if (status === "approved") return fault(`${name} is approved, and Meta fixes its category. Create another template.`);
  if (wanted === "authentication") return fault("Meta writes the text of authentication templates itself.");
  return wanted === category ? fault(`${name} is in the category ${wanted} already.`) : [];
}

/** So many days nobody may use the name of an approved template that was deleted. (Meta: message templates, delete.) */
const NAME_BLOCKED_DAYS = 30;
const DAY_MS = 86_400_000;

/** A name is used once in each language, and rests after an approved template of it was deleted. */
async function takenFaults(
  { db, clock }: TemplateDesk,
  { provider, accountId }: Account,
  { name, language }: WrittenTemplate,
): Promise<TemplateFault[]> {
  const since = new Date(clock().getTime() - NAME_BLOCKED_DAYS * DAY_MS);
  const rows = await db
    .selectFrom("templates")
    .select(["status", "gone_at"])
    .where("provider", "=", provider)
    .where("account_id", "=", accountId)
    .where("name", "=", name)
    .where("language", "=", language)
    .where((where) => where.or([where("gone_at", "is", null), where("gone_at", ">", since)]))
    .execute();
  const fault = (message: string) => [{ path: "name", message }];
  if (rows.some((row) => row.gone_at === null))
    return fault(`There is a template ${name} in ${language} already. Take another name, or edit that one.`);
  const gone = rows.find((row) => row.status === "approved")?.gone_at;
  if (provider !== "meta" || !gone) return [];
  const free = new Date(gone.getTime() + NAME_BLOCKED_DAYS * DAY_MS).toISOString().slice(0, 10);
  return fault(`${name} was deleted, and Meta keeps the name blocked until ${free}. Take another name.`);
}

const columnsOf = (template: WrittenTemplate) => ({
  parameter_format: template.parameterFormat,
  content: JSON.stringify(contentOf({ ...template, unsupported: [] })),
});

/** Adds a template just created. A sync that began before is older, so it leaves the row alone. */
async function insert(
  { db, clock, by }: TemplateDesk,
  account: Account,
  template: WrittenTemplate,
  { providerId, status, category }: CreatedTemplate,
): Promise<number> {
  const at = clock();
  const { name, language } = template;
  return db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto("templates")
      .values({
        ...{ provider: account.provider, account_id: account.accountId, provider_id: providerId, status },
        ...{ name, language, category: category ?? template.category, synced_at: at, ...columnsOf(template) },
      })
      // A sync was faster; what it read stays.
      .onConflict((conflict) =>
        conflict.columns(["provider", "account_id", "provider_id"]).doUpdateSet({ gone_at: null }),
      )
      .returning("id")
      .executeTakeFirstOrThrow();
    await audit(
      tx,
      by,
      { action: "template.create", subject: "template", id, before: null, after: { name, language } },
      at,
    );
    await wantSync(tx, account, at);
    return id;
  });
}

/** Writes what a provider did to a template, and returns it. */
async function write(
  { db, clock, by }: TemplateDesk,
  before: Template,
  action: string,
  changed: Partial<{
    status: string;
    rejected_reason: null;
    category: string;
    content: string;
    parameter_format: string;
  }>,
): Promise<Template> {
  const at = clock();
  return db.transaction().execute(async (tx) => {
    await tx
      .updateTable("templates")
      .set({ ...changed, synced_at: at })
      .where("id", "=", before.id)
      .execute();
    const after = await one(tx, before.id);
    const told = ({ name, language, status, category, body }: Template) => ({
      name,
      language,
      status,
      category,
      body: body.text,
    });
    await audit(tx, by, { action, subject: "template", id: before.id, before: told(before), after: told(after) }, at);
    await wantSync(tx, before, at);
    return after;
  });
}

/** The fault for a refusal. What the provider has may differ from what is known here, so it is read anew. */
async function refused({ db, clock }: TemplateDesk, account: Account, { fault }: ProviderRefusal): Promise<Fault> {
  await wantSync(db, account, clock());
  return new Fault("TEMPLATE_REFUSED", fault);
}

// Files in forms (multipart/form-data): they stream into the store, and the rest of the form becomes a body.
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Fault } from "../../base/errors.ts";
import { parseJson } from "../../base/text.ts";
import type { OutgoingFile } from "../../contract/outbound.ts";
import { MAX_FILE_BYTES } from "../../core/media/keep.ts";
import { kindOfType, upload } from "../../core/media/uploads.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";

/** Room for the form around the file, in bytes. */
const FORM_BYTES = 64 * 1024;

/** Lets the routes of a scope take forms with a file. The file's size is checked where it is kept. */
export async function acceptForms(scope: FastifyInstance): Promise<void> {
  const limits = { files: 1, fields: 20, fieldSize: FORM_BYTES, fileSize: MAX_FILE_BYTES + 1, parts: 21 };
  await scope.register(multipart, { limits, throwFileSizeLimit: false });
}

/** What a form holds. */
type Form = { file: OutgoingFile | null; fields: Record<string, string> };

/** Reads a form and keeps its file. Throws UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST or TOO_LARGE. */
export async function readForm(request: FastifyRequest, { db, files }: ApiContext): Promise<Form> {
  if (!request.isMultipart())
    throw new Fault("UNSUPPORTED_MEDIA_TYPE", 'Send the file as multipart/form-data, in the field "file".');
  if (Number(request.headers["content-length"] ?? 0) > MAX_FILE_BYTES + FORM_BYTES)
    throw new Fault("TOO_LARGE", "The file has more than 100 MB, which is the most that WhatsApp takes.");
  const form: Form = { file: null, fields: {} };
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") form.fields[part.fieldname] = String(part.value);
      else if (part.fieldname === "file") {
        const { file: content, mimetype: mimeType, filename: name } = part;
        form.file = await upload(db, files, { content, mimeType, name, by: byOf(request) });
      } else throw new Fault("BAD_REQUEST", `The form's file is in the field "${part.fieldname}"; it must be "file".`);
    }
  } catch (error) {
    throw formFault(error);
  }
  return form;
}

/** A form with a file as the JSON body of a send. */
export async function bodyOfForm(request: FastifyRequest, context: ApiContext): Promise<unknown> {
  const { file, fields } = await readForm(request, context);
  if (file === null) throw new Fault("BAD_REQUEST", 'The form has no file. Put it into the field "file".');
  const { to, channel, caption, text, filename, type, voice, ...others } = fields;
  const number = channel !== undefined && /^\d+$/.test(channel) ? Number(channel) : channel;
  const where = { to, ...(number === undefined ? {} : { channel: number }) };
  if (fields.template !== undefined) {
    const header = {
      type: type ?? kindOfType(file.mimeType),
      id: file.id,
      ...(filename === undefined ? {} : { filename }),
    };
    return { ...others, ...where, ...jsonIn(fields, "parameters"), ...jsonIn(fields, "buttons"), header };
  }
  const about = {
    caption: caption ?? text,
    filename,
    type,
    voice: flagIn(voice),
  };
  const media = Object.fromEntries(
    Object.entries({ id: file.id, ...about }).filter(([, value]) => value !== undefined),
  );
  return { ...others, ...where, media };
}

/** The field `voice` of a form. Throws BAD_REQUEST for what is neither true nor false, which would send a plain sound unnoticed. */
function flagIn(voice: string | undefined): boolean | undefined {
  if (voice === undefined) return undefined;
  if (voice === "true" || voice === "false") return voice === "true";
  throw new Fault("BAD_REQUEST", "voice: must be true or false.");
}

/** A field that is JSON in a form. Throws BAD_REQUEST. */
function jsonIn(fields: Form["fields"], name: "parameters" | "buttons"): object {
  const text = fields[name];
  if (text === undefined) return {};
  const parsed = parseJson(text);
  if ("value" in parsed) return { [name]: parsed.value };
  throw new Fault("BAD_REQUEST", `${name}: is no JSON. In a form, write it as in a JSON body.`);
}

/** A fault of the form's reader as ours. */
function formFault(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof Fault || !(error instanceof Error)) return error;
  if (/^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test(code))
    return new Fault("BAD_REQUEST", "The form has too many parts: send one file and its fields in each request.");
  if (/^FST_|Multipart|Unexpected end|premature/i.test(`${code} ${error.message}`))
    return new Fault("BAD_REQUEST", `The form cannot be read: ${error.message}`);
  return error;
}

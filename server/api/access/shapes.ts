// JSON shapes of users, sessions and one-time links, and of the fields to enter.
import { z } from "zod";
import { isBlank } from "../../base/text.ts";
import { roles } from "../../contract/roles.ts";
import { passwordLength } from "../../core/access/password-rules.ts";
import type { SessionInfo } from "../../core/access/sessions.ts";
import { isoTime } from "../http/fields.ts";
import { textField } from "../http/text-fields.ts";

export const role = z.enum(roles).describe("viewer reads; agent also works; admin also changes how the desk works.");

/** A name in one line, as it is shown beside messages. */
export const personName = textField()
  .trim()
  .min(1, "must not be empty")
  .refine((name) => !isBlank(name), "must not be blank: it holds nothing that can be seen")
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, "must be of one line");

export const email = textField().trim().max(320).pipe(z.email("must be an e-mail address such as ana@example.com"));

/** A new password. The core checks its strength and has its own error code for that. */
export const newPassword = textField()
  .max(passwordLength.most)
  .describe(`At least ${passwordLength.least} characters, and not easy to guess.`);

/** A password to check. */
export const password = z.string().max(1_000);

/** The code of the second step. */
export const code = textField()
  .trim()
  .max(50)
  .optional()
  .describe("What the authenticator app shows, or a recovery code; asked for with SECOND_FACTOR_NEEDED.");

/** A user's id and name. */
export const personShape = z.object({ id: z.number().int(), name: z.string(), email: z.string(), role });

export const sessionShape = z.object({
  id: z.number().int(),
  current: z.boolean().describe("Whether it is the one that asks."),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: z.iso.datetime(),
  seen_at: z.iso.datetime().nullable().describe("When it was last used, to the minute."),
  expires_at: z.iso.datetime().describe("When it ends if it is not used any more."),
});

/** A session as JSON. `current`: the id of the session that makes the request. */
export function sessionJson(row: SessionInfo, current: number | null): z.infer<typeof sessionShape> {
  return {
    ...row,
    current: row.id === current,
    created_at: row.created_at.toISOString(),
    seen_at: isoTime(row.seen_at),
    expires_at: row.expires_at.toISOString(),
  };
}

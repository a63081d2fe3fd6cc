// How the API shows an opt-out.
import { z } from "zod";
import { choiceSources } from "../../contract/opt-outs.ts";
import type { OptOut } from "../../core/inbox/opt-outs.ts";

/** That somebody wants no marketing. */
export const optOutShape = z.object({
  since: z.iso.datetime(),
  source: z
    .enum(choiceSources)
    .describe(
      "whatsapp: they chose it in WhatsApp. refused: the provider refused a message because of it. word: they wrote STOP. staff: a colleague or an API client recorded it.",
    ),
  note: z.string().nullable().describe("The word that they wrote, or what staff noted."),
  made_by: z.string().nullable().describe("Of staff: desk:NAME or api:NAME."),
});

/** An opt-out as the API shows it. */
export const toOptOut = (optOut: OptOut | null): z.infer<typeof optOutShape> | null =>
  optOut && { since: optOut.since.toISOString(), source: optOut.source, note: optOut.note, made_by: optOut.madeBy };

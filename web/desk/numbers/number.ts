// The type of a number on this page.
import type { Brought } from "../../api/query.ts";

/** One of the business's numbers. */
export type OwnNumber = Brought<"/api/numbers">["numbers"][number];

/** What happens with its calls. */
export type NumberCalls = Brought<"/api/numbers/{id}/calls">;

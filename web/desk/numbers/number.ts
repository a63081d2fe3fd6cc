// The types of the business's own numbers on this page.
import type { Brought } from "../../api/query.ts";

/** One of the business's numbers. */
export type OwnNumber = Brought<"/api/numbers">["numbers"][number];

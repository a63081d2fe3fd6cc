// The contact as the dialogs for merging and splitting see it.
import type { Brought } from "../../api/query.ts";

export type Contact = Brought<"/api/contacts/{id}">;

/** The queries that a merge or a split makes outdated. */
export const touches = ["/api/contacts", "/api/inbox", "/api/incidents", "/api/accounts", "/api/parking"];

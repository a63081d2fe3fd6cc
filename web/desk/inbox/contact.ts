// A contact as the dialogs that merge and split know it.
import type { Brought } from "../../api/query.ts";

export type Contact = Brought<"/api/contacts/{id}">;

/** What a merge or a split makes old. */
export const touches = ["/api/contacts", "/api/inbox", "/api/incidents", "/api/accounts", "/api/parking"];

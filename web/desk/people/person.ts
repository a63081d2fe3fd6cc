// The types of a user on this page.
import type { Brought } from "../../api/query.ts";

export type Person = Brought<"/api/people">["people"][number];

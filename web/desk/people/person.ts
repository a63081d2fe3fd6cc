// A person as the page of people knows them.
import type { Brought } from "../../api/query.ts";

export type Person = Brought<"/api/people">["people"][number];

// A kind of data as the API tells for how long it is kept.
import type { Brought } from "../../api/query.ts";

export type Kind = Brought<"/api/settings/retention">["kinds"][number];

// What a scene of the benchmark of faults is.
import type { Cluster, Preparations } from "./cluster.ts";

/** How long a fault lasts, in ms, and how many times processes are killed. */
export type Extent = { lastsMs: number; kills: number };

export type Scene = Preparations & {
  what: string;
  /** Brings the fault about; resolves when it is over. Throws when what is not about messages went wrong. */
  run(cluster: Cluster, extent: Extent): Promise<void>;
  /** Called when all processes have ended. */
  end?: () => Promise<void>;
  /** Processes of Bellhop are killed or stand still, so that webhooks may go without an answer. */
  processes?: true;
  /** Nobody can tell whether the provider took a message, so it may be sent a second time. */
  doubt?: true;
};

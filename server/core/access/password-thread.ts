// The thread in which a password is rated; it ends when that is done. Started by password-rules.ts.
import { parentPort, workerData } from "node:worker_threads";
import { type Question, rate } from "./password-strength.ts";

parentPort!.postMessage(rate(workerData as Question));

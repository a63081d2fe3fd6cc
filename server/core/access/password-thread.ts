// The thread that rates passwords and then ends. Started by password-rules.ts.
import { parentPort, workerData } from "node:worker_threads";
import { type Question, rate } from "./password-strength.ts";

parentPort!.postMessage(rate(workerData as Question));

// Ends with 0 if the Bellhop in this container answers, else with 1: what a container engine runs to see whether it is alive.
const { ROLE, PORT = "3000", METRICS_PORT = "9464" } = process.env;
const port = ROLE === "worker" ? METRICS_PORT : PORT;
const alive = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) }).then(
  (response) => response.ok,
  () => false,
);
process.exitCode = alive ? 0 : 1;

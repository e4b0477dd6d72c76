// Others, in part "siege": a product that validates, over a lasting connection, and a monitor of the server, over a new one each
// time. Gets a number of seconds, sends requests for that long, and answers with times and statuses.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

const { portal, key } = workerData;
const { hostname: host, port } = new URL(portal);
/** After this, a request counts as unanswered. */
const PATIENCE_MS = 30_000;

const KINDS = {
  "validate-key": {
    everyMs: 50,
    agent: new Agent({ keepAlive: true }),
    method: "POST",
    path: "/v1/licenses/actions/validate-key",
    headers: { "content-type": "application/vnd.api+json" },
    body: JSON.stringify({ meta: { key } }),
  },
  "/healthz": { everyMs: 100, agent: false, method: "GET", path: "/healthz" },
};

function ask({ everyMs: _, body, ...options }) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const end = (status) => resolve({ status, time: performance.now() - begun });
    const asked = request({ host, port, timeout: PATIENCE_MS, ...options }, (answer) => {
      answer.on("end", () => end(answer.statusCode));
      answer.on("error", () => end("broken off"));
      answer.resume();
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", (error) => end(error.code ?? "no response"));
    asked.end(body);
  });
}

/** Sends requests at a steady pace, answered or not: a slow response does not spare the server the next request. */
async function during(kind, seconds) {
  const end = performance.now() + seconds * 1_000;
  const asked = [];
  while (performance.now() < end) {
    asked.push(ask(kind));
    await pause(kind.everyMs);
  }
  const answers = await Promise.all(asked);
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return { times: answers.map(({ time }) => time), counts };
}

parentPort.on("message", async (seconds) => {
  const told = Object.entries(KINDS).map(async ([name, kind]) => [name, await during(kind, seconds)]);
  parentPort.postMessage(Object.fromEntries(await Promise.all(told)));
});

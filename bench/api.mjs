// Part "api": products that validate and ping, with wrk; on PostgreSQL beside pgbench, which runs the statements that the server
// ran for the same requests.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder } from "./browser.mjs";
import { DATABASES, install, percentile } from "./installation.mjs";
import { circumstances, loadNow, ms, table, whole } from "./benchmarks_page.mjs";
import { KEY, writeDeployments } from "./made_up_deployments.mjs";

const SECONDS = Number(process.env.GRANTRY_BENCH_SECONDS ?? 20);
const WARM_SECONDS = 3;
/** Fewer than the server's connections to the database. */
const CONNECTIONS = 16;
const MACHINES = 1_000;
/** The machine whose requests are observed; its number and fingerprint stand for any machine's. */
const SEEN = 777;
/** How often to observe: the server's own jobs may interfere with one. */
const LOOKS = 5;

const run = promisify(execFile);
const fingerprint = (number) => `station-${String(number).padStart(7, "0")}`;
const authorization = `License ${KEY}`;

/** Each request, for the machine of a number; `first` is the resource ID of machine 0. */
const REQUESTS = {
  "validate-key": {
    title: "validate, by key and fingerprint",
    ask: (number) => ({
      path: "/v1/licenses/actions/validate-key",
      headers: { "content-type": "application/vnd.api+json" },
      body: JSON.stringify({ meta: { key: KEY, scope: { fingerprint: fingerprint(number) } } }),
    }),
    check: (answer) => answer.meta.code === "VALID",
  },
  ping: {
    title: "ping",
    ask: (number, first) => ({ path: `/v1/machines/${first + number}/actions/ping`, headers: { authorization }, body: "" }),
    check: (answer) => answer.data.attributes.fingerprint.startsWith("station-"),
  },
};

export async function measure() {
  const load = loadNow();
  const rows = [];
  for (const database of DATABASES) {
    const installation = await install(database, MACHINES * 3);
    try {
      const file = join(installation.folder, "deployments.csv");
      await writeDeployments(file, 0, MACHINES);
      await installation.importFile("deployments", file);
      rows.push(...(await measureOn(database, installation)));
    } finally {
      await installation.remove();
    }
  }
  return tell(rows, load);
}

async function measureOn(database, installation) {
  const statements = database === "PostgreSQL" ? await seenStatements(installation) : {};
  const portal = await installation.serve();
  try {
    const first = await firstMachine(portal.url);
    const rows = [];
    for (const [name, request] of Object.entries(REQUESTS)) {
      await ask(portal.url, request, SEEN, first);
      const own = await wrk(portal.url, name, first);
      const beside = statements[name] && (await pgbench(installation.url, statements[name], first));
      rows.push({ database, title: request.title, own, beside, statements: statements[name]?.length });
    }
    return rows;
  } finally {
    await portal.stop();
  }
}

/** Returns the resource ID of machine 0. */
async function firstMachine(portal) {
  const id = async (number) => {
    const answer = await fetch(`${portal}/v1/machines/${fingerprint(number)}`, { headers: { authorization } });
    return Number((await answer.json()).data.id);
  };
  const [first, last] = [await id(0), await id(MACHINES - 1)];
  if (last !== first + MACHINES - 1) throw new Error("The machines' numbers do not follow each other");
  return first;
}

/** Sends one request and stops unless the response is correct. */
async function ask(portal, request, number, first) {
  const { path, headers, body } = request.ask(number, first);
  const answer = await fetch(portal + path, { method: "POST", headers, body });
  const document = await answer.json();
  if (!answer.ok || !request.check(document)) throw new Error(`${path} answers ${answer.status}: ${JSON.stringify(document)}`);
}

/** Sends requests for random machines as fast as possible. */
async function wrk(portal, name, first) {
  const environment = { ...process.env, BENCH_MACHINES: String(MACHINES), BENCH_FIRST: String(first), BENCH_KEY: KEY };
  const options = (seconds) => [`-t1`, `-c${CONNECTIONS}`, `-d${seconds}s`, "--timeout", "30s", "--latency", "-s", folder(`${name}.lua`), portal];
  await run("wrk", options(WARM_SECONDS), { env: environment });
  const { stdout } = await run("wrk", options(SECONDS), { env: environment });
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const latency = (percent) => {
    const [, value, unit] = new RegExp(`\\s${percent}%\\s+([0-9.]+)(us|ms|s)`).exec(stdout);
    return Number(value) * { us: 0.001, ms: 1, s: 1_000 }[unit];
  };
  return { rate: Number(/Requests\/sec:\s+([0-9.]+)/.exec(stdout)[1]), median: latency(50), p99: latency(99) };
}

/** Returns the statements that the server runs for each request, from PostgreSQL's log. */
async function seenStatements(installation) {
  const log = process.env.GRANTRY_BENCH_POSTGRES_LOG;
  const portal = await installation.serve(`${installation.url}?options=${encodeURIComponent("-c log_statement=all")}`);
  try {
    const first = await firstMachine(portal.url);
    const seen = {};
    for (const [name, request] of Object.entries(REQUESTS)) {
      const looks = [];
      for (let look = 0; look < LOOKS; look += 1) {
        const { size } = await stat(log);
        await ask(portal.url, request, SEEN, first);
        const added = (await readFile(log)).subarray(size).toString();
        looks.push(statements(added, first));
      }
      // The shortest has the request's own statements, without those of a job.
      seen[name] = looks.sort((one, other) => one.length - other.length)[0];
      if (!seen[name].length) throw new Error(`${log} tells no statement of ${name}`);
    }
    return seen;
  } finally {
    await portal.stop();
  }
}

/** Returns a log's statements for pgbench, with the machine's number and fingerprint as its variable `machine`. */
function statements(log, first) {
  const lines = log.split("\n");
  return lines.flatMap((line, at) => {
    const text = /LOG: {2}(?:execute [^:]*|statement): (.*)$/.exec(line)?.[1];
    if (!text) return [];
    const given = /DETAIL: {2}[Pp]arameters: (.*)$/.exec(lines[at + 1] ?? "")?.[1] ?? "";
    const values = new Map([...given.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)].map(([, place, value]) => [place, value]));
    const filled = text.replace(/\$(\d+)/g, (_, place) => values.get(place));
    const variable = filled
      .replaceAll(`'${first + SEEN}'`, `(${first} + :machine)`)
      .replaceAll(`'${fingerprint(SEEN)}'`, "('station-' || lpad((:machine)::text, 7, '0'))");
    return [`${variable};`];
  });
}

/** Runs the statements in pgbench, with as many connections. Returns the same as wrk. */
async function pgbench(url, lines) {
  const home = await mkdtemp(join(tmpdir(), "grantry-pgbench-"));
  try {
    const script = join(home, "script.sql");
    await writeFile(script, [`\\set machine random(0, ${MACHINES - 1})`, ...lines, ""].join("\n"));
    const program = join(process.env.GRANTRY_BENCH_POSTGRES_BIN, "pgbench");
    const options = (seconds) => ["-n", "-M", "prepared", "-c", String(CONNECTIONS), "-j", "1", "-T", String(seconds), "-f", script];
    await run(program, [...options(WARM_SECONDS), url], { cwd: home });
    const { stdout } = await run(program, [...options(SECONDS), "-l", url], { cwd: home });
    const logs = (await readdir(home)).filter((name) => name.startsWith("pgbench_log"));
    const times = (await Promise.all(logs.map((name) => readFile(join(home, name), "utf8"))))
      .flatMap((text) => text.trim().split("\n"))
      .map((line) => Number(line.split(" ")[2]) / 1_000);
    return { rate: Number(/tps = ([0-9.]+) \(without/.exec(stdout)[1]), median: percentile(times, 50), p99: percentile(times, 99) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function tell(rows, load) {
  const line = (title, { rate, median, p99 }, share = "") => [title, whole(rate), ms(median), ms(p99), share];
  const lines = rows.flatMap(({ database, title, own, beside, statements: count }) => [
    line(`${title}, ${database}`, own, beside && `${(own.rate / beside.rate).toFixed(2)} ×`),
    ...(beside ? [line(`pgbench, the ${count} statement(s) of it`, beside)] : []),
  ]);
  return [
    table(["", "a second", "median", "99 of 100 within", "Grantry to pgbench"], lines),
    `${CONNECTIONS} connections, ${SECONDS} s each, ${MACHINES} machines by chance.`,
    circumstances(load, process.env.GRANTRY_BENCH_SOFTWARE),
  ].join("\n\n");
}

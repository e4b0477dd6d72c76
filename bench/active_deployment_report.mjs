// Part "report": the Active Deployment Report of a million deployments compared with the bare rust_xlsxwriter crate and Python's
// XlsxWriter, and how the server responds in the meantime.
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { folder } from "./browser.mjs";
import { call, DATABASES, forgetMost, install, memory, number, percentile, signIn, text } from "./installation.mjs";
import { circumstances, loadNow, median, ms, ratio, table, whole } from "./benchmarks_page.mjs";
import { KEY, writeDeployments } from "./made_up_deployments.mjs";

const ROWS = Number(process.env.GRANTRY_BENCH_ROWS ?? 1_000_000);
/** The most deployments in one file. */
const AT_ONCE = 500_000;
/** How often each writer runs, except Python's: it takes long, and once is enough. */
const RUNS = 3;
const PAGES = 100;
const PAUSE_MS = 20;

const run = promisify(execFile);

export async function measure() {
  const load = loadNow();
  const parts = [];
  for (const database of DATABASES) parts.push({ database, ...(await measureOn(database)) });
  return tell(parts, load);
}

async function measureOn(database) {
  const installation = await install(database, ROWS * 3);
  try {
    for (let from = 0; from < ROWS; from += AT_ONCE) {
      const file = join(installation.folder, "deployments.csv");
      await writeDeployments(file, from, Math.min(ROWS, from + AT_ONCE));
      await installation.importFile("deployments", file);
    }
    const portal = await installation.serve();
    try {
      return await measurePortal(portal, installation.folder);
    } finally {
      await portal.stop();
    }
  } finally {
    await installation.remove();
  }
}

async function measurePortal(portal, home) {
  const license = await publicId(portal.url);
  const cookie = await signIn(portal.url);
  const list = () => listPage(portal.url, cookie, license);
  const file = (name) => join(home, `${name}.xlsx`);
  const writers = {
    own: () => download(portal.url, cookie, license, file("own")),
    bare: () => run(process.env.GRANTRY_BENCH_BARE, [String(ROWS), file("bare")]),
    python: () => run(process.env.GRANTRY_BENCH_PYTHON, [folder("report.py"), "write", String(ROWS), file("python")]),
  };
  const quiet = [];
  for (let page = 0; page < PAGES; page += 1) quiet.push(await timed(list));
  await forgetMost(portal.pid);
  const before = (await memory(portal.pid)).now;
  const times = { own: [], bare: [], python: [] };
  let growth;
  for (let turn = 0; turn < RUNS; turn += 1) {
    times.own.push(await timed(writers.own));
    // The first run allocates; later ones reuse that memory.
    growth ??= (await memory(portal.pid)).most - before;
    times.bare.push(await timed(writers.bare));
    if (turn === 0) times.python.push(await timed(writers.python));
  }
  await compare(Object.keys(writers).map(file));
  return { times, growth, size: (await stat(file("own"))).size, quiet, busy: await listMeanwhile(writers.own, list) };
}

/** Returns the public ID that the import gave the license. */
async function publicId(portal) {
  const headers = { authorization: `License ${KEY}` };
  const answer = await (await fetch(`${portal}/v1/licenses`, { headers })).json();
  return answer.data[0].id;
}

async function download(portal, cookie, license, file) {
  const answer = await fetch(`${portal}/export/active-deployments.xlsx?license=${license}`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`The report answers ${answer.status}: ${await answer.text()}`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
}

/** Requests the first page of Manage Active Deployments: no search, by activation, latest first. */
async function listPage(portal, cookie, license) {
  const activated = 7;
  const answer = await call(portal, "list-deployments", [...text(license), ...text(""), ...number(activated), 1, ...number(0)], cookie);
  await answer.arrayBuffer();
}

/** Requests pages of the list until a report is written. Returns their times. */
async function listMeanwhile(report, list) {
  const times = [];
  let isWritten = false;
  const written = report().finally(() => {
    isWritten = true;
  });
  while (!isWritten) {
    times.push(await timed(list));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await written;
  return times;
}

/** Returns how long the work takes, in milliseconds. */
async function timed(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Stops unless all workbooks have the same cells. */
async function compare(files) {
  const { stdout } = await run(process.env.GRANTRY_BENCH_PYTHON, [folder("report.py"), "digest", ...files]);
  const digests = stdout.trim().split("\n");
  if (new Set(digests).size !== 1) throw new Error(`The workbooks differ:\n${digests.join("\n")}`);
  const rows = Number(digests[0].split(" ")[0]);
  if (rows !== ROWS + 1) throw new Error(`The workbooks have ${rows} rows, not ${ROWS} and a heading`);
}

function tell(parts, load) {
  const rate = (times) => (ROWS / median(times)) * 1_000;
  const writers = parts.flatMap(({ database, times, growth, size }) => {
    const own = rate(times.own);
    return [
      [`Grantry, from ${database} to the browser`, `${whole(own)}`, "", `${(growth / 2 ** 20).toFixed(1)} MB`, `${(size / 2 ** 20).toFixed(1)} MB`],
      ["rust_xlsxwriter alone", whole(rate(times.bare)), `${(own / rate(times.bare)).toFixed(2)} ×`, "", ""],
      ["Python's XlsxWriter alone", whole(rate(times.python)), ratio(own, rate(times.python)), "", ""],
    ];
  });
  const lists = parts.flatMap(({ database, quiet, busy }) =>
    [["before", quiet], ["while a report is written", busy]].map(([when, times]) => [
      `${database}, ${when}`, whole(times.length), ms(percentile(times, 50)), ms(percentile(times, 99)),
    ]),
  );
  return [
    table([`${whole(ROWS)} deployments`, "rows a second", "Grantry to it", "memory that the server took for it", "file"], writers),
    "The workbooks were compared and hold the same cells. The goals are 0.80 × the bare crate and 16 MB.",
    table(["a page of Manage Active Deployments", "pages", "median", "99 of 100 within"], lists),
    circumstances(load, process.env.GRANTRY_BENCH_SOFTWARE),
  ].join("\n\n");
}

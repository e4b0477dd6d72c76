// Part "scale": requests that a page repeats, and an export, in a portal with a million licenses.
import { rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "../end2end/server.mjs";
import { call, createDatabase, DATABASES, memory, number, percentile, text } from "./installation.mjs";
import { circumstances, loadNow, median, ms, table, whole } from "./benchmarks_page.mjs";

const LICENSES = Number(process.env.GRANTRY_BENCH_LICENSES ?? 1_000_000);
/** An existing demo per kind of database: its URL, and the folder where it was created, which has its keys. Creating a million
 * licenses takes minutes. */
const MADE = {
  SQLite: [process.env.GRANTRY_BENCH_SCALE_SQLITE, process.env.GRANTRY_BENCH_SCALE_SQLITE_FOLDER],
  PostgreSQL: [process.env.GRANTRY_BENCH_SCALE_POSTGRES, process.env.GRANTRY_BENCH_SCALE_POSTGRES_FOLDER],
};
const EMAIL = "distributor@grantry.example";
const PASSWORD = "grantry-demo";
const IN_VIEW = 60;
const PAGES = 50;
const EXPORTS = 3;
const PATIENCE_MS = 3_600_000;

export async function measure() {
  const load = loadNow();
  const parts = [];
  for (const database of DATABASES) parts.push({ database, ...(await measureOn(database)) });
  return tell(parts, load);
}

async function measureOn(database) {
  const [made, home] = MADE[database];
  const folder = home ?? (await mkdtemp(join(tmpdir(), "grantry-bench-")));
  const url = made ?? (database === "SQLite" ? `sqlite:${join(folder, "grantry.db")}` : await createDatabase());
  const portal = await start({ licenses: LICENSES, database: url, folder, options: ["--log", "error"], patienceMs: PATIENCE_MS });
  try {
    return await measurePortal(portal);
  } finally {
    await portal.stop();
    if (!home) await rm(folder, { recursive: true, force: true });
  }
}

async function measurePortal({ url, pid }) {
  const session = await call(url, "sign-in", [...text(EMAIL), ...text(PASSWORD)]);
  const cookie = session.headers.get("set-cookie").split(";")[0];
  const organizations = (await ask(url, cookie, "customers", [])).list(customer);
  const scope = [1, ...number(organizations.length), ...organizations.flatMap(signed)];
  const opening = performance.now();
  const opened = await ask(url, cookie, "open-list", scope);
  const open = performance.now() - opening;
  // Columns or names, depending on the list's size: both start with the names, and these with the time of generation.
  opened.skip(1);
  const [, lastEvent, today] = [opened.signed(), opened.signed(), opened.signed()];

  const texts = [];
  let seen = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const licenses = Array.from({ length: IN_VIEW }, (_, row) => 1 + ((page * 7_919 + row * 15_013) * 31) % LICENSES);
    const asked = [...scope, ...number(licenses.length), ...licenses.flatMap(signed)];
    const begun = performance.now();
    seen += (await ask(url, cookie, "license-texts", asked)).unsigned();
    texts.push(performance.now() - begun);
  }
  if (seen < (PAGES * IN_VIEW) / 4) throw new Error(`Of ${PAGES * IN_VIEW} licenses, the text of only ${seen} came`);

  const changed = [];
  for (let page = 0; page < PAGES; page += 1) {
    const begun = performance.now();
    const answer = await ask(url, cookie, "list-changed", [...scope, ...signed(lastEvent), ...signed(today), 0]);
    changed.push(performance.now() - begun);
    if (answer.unsigned() !== 1) throw new Error("The list is stale, and nobody changed anything");
  }

  const exports = [];
  for (let turn = 0; turn < EXPORTS; turn += 1) exports.push(await download(url, cookie, organizations));
  return { open, texts, changed, exports, held: (await memory(pid)).now };
}

/** Downloads the export of all rows. Returns the time to the first byte, the time from there, and the number of rows. */
async function download(url, cookie, organizations) {
  const begun = performance.now();
  const answer = await fetch(`${url}/export/customers.csv?orgs=${ranges(organizations)}&history=1`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`The export answers ${answer.status}: ${await answer.text()}`);
  let first;
  let lines = 0;
  for await (const chunk of answer.body) {
    first ??= performance.now();
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return { before: first - begun, during: performance.now() - first, rows: lines - 1 };
}

/** Calls a server function and returns a reader of its response. */
async function ask(url, cookie, name, words) {
  const answer = await call(url, name, words, cookie);
  return new Reader(new Uint8Array(await answer.arrayBuffer()));
}

/** Reads postcard. */
class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  skip(bytes) {
    this.#at += bytes;
  }

  unsigned() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  signed() {
    const value = this.unsigned();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  list(read) {
    return Array.from({ length: this.unsigned() }, () => read(this));
  }
}

/** Reads a customer: number, name, and perhaps a reseller with both. */
function customer(reader) {
  const id = reader.signed();
  reader.skip(reader.unsigned());
  if (reader.unsigned()) {
    reader.signed();
    reader.skip(reader.unsigned());
  }
  return id;
}

/** Encodes an integer with postcard. */
function signed(value) {
  return number(value < 0 ? -value * 2 - 1 : value * 2);
}

/** Formats numbers as in an address: 3-8,11. */
function ranges(numbers) {
  const found = [];
  for (const one of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === one - 1) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(",");
}

function tell(parts, load) {
  const rows = parts.flatMap(({ database, texts, changed }) => [
    [`text of ${IN_VIEW} rows, ${database}`, ms(median(texts)), ms(percentile(texts, 99))],
    [`whether the list has changed, ${database}`, ms(median(changed)), ms(percentile(changed, 99))],
  ]);
  const files = parts.map(({ database, open, exports, held }) => {
    const during = median(exports.map((one) => one.during));
    return [
      database, whole(exports[0].rows), whole((exports[0].rows / during) * 1_000), ms(median(exports.map((one) => one.before))), ms(open),
      `${whole(held / 2 ** 20)} MB`,
    ];
  });
  return [
    table([`${whole(LICENSES)} licenses`, "median", "99 of 100 within"], rows),
    table(["export, CSV", "rows", "rows a second", "until the first byte", "opening the list", "memory held afterwards"], files),
    `The goals are ${ms(100)} for text, ${ms(50)} for changes, and 40,000 rows a second.`,
    circumstances(load, process.env.GRANTRY_BENCH_SOFTWARE),
  ].join("\n\n");
}

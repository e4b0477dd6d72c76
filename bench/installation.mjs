// A portal for one measurement: created with the command line, served by `grantry serve`, removed afterwards.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { start } from "../end2end/server.mjs";
import { license } from "./made_up_deployments.mjs";

const run = promisify(execFile);
const EMAIL = "ada@customer.example";
const PASSWORD = "correct horse battery";

/** The databases to measure: a SQLite file, and a new database on the PostgreSQL server that GRANTRY_BENCH_POSTGRES names. */
export const DATABASES = ["SQLite", "PostgreSQL"];

/**
 * Creates an installation with a customer, a member of it, and a license; nothing serves it yet.
 *
 * @param {string} database one of DATABASES
 * @param {number} units of the license
 */
export async function install(database, units) {
  const folder = await mkdtemp(join(tmpdir(), "grantry-bench-"));
  const url = database === "SQLite" ? `sqlite:${join(folder, "grantry.db")}` : await createDatabase();
  const environment = { ...process.env, GRANTRY_DATABASE: url, GRANTRY_PASSWORD: PASSWORD };
  const grantry = (...words) => run(process.env.GRANTRY_BIN, words, { cwd: folder, env: environment, maxBuffer: 1 << 28 });
  const importFile = async (kind, file) => grantry("import", kind, file, "--create", "--create-missing");
  const licenses = join(folder, "licenses.csv");
  await writeFile(licenses, license(units));
  await importFile("licenses", licenses);
  await grantry("user", "add", "--email", EMAIL, "--name", "Ada", "--organization", "Customer", "--role", "admin");
  const limits = ["address", "license", "token"].flatMap((by) => [`--limit-by-${by}`, "0"]);
  return {
    folder,
    url,
    importFile,
    /** Starts its server, with another address of the database if given. */
    serve: (by = url) => start({ serve: ["--log", "error", ...limits], database: by, folder }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Creates a database and returns its URL. */
export async function createDatabase() {
  const server = process.env.GRANTRY_BENCH_POSTGRES;
  const name = `bench_${process.pid}_${Date.now()}`;
  await run(join(process.env.GRANTRY_BENCH_POSTGRES_BIN, "psql"), [server, "-q", "-c", `CREATE DATABASE ${name}`]);
  return server.replace(/\/[^/]*$/, `/${name}`);
}

/** Signs in and returns the cookie. */
export async function signIn(portal) {
  const answer = await call(portal, "sign-in", [...text(EMAIL), ...text(PASSWORD)]);
  return answer.headers.get("set-cookie").split(";")[0];
}

/** Calls a server function like the portal's pages; `words` are its arguments, encoded with postcard. */
export async function call(portal, name, words, cookie) {
  const headers = { "content-type": "application/x-postcard", origin: portal, "sec-fetch-site": "same-origin" };
  if (cookie) headers.cookie = cookie;
  const answer = await fetch(`${portal}/api/${name}`, { method: "POST", headers, body: new Uint8Array(words) });
  if (!answer.ok) throw new Error(`${name} answers ${answer.status}: ${await answer.text()}`);
  return answer;
}

/** Encodes a string with postcard. */
export function text(value) {
  const bytes = new TextEncoder().encode(value);
  return [...number(bytes.length), ...bytes];
}

/** Encodes a natural number with postcard: seven bits per byte, lowest first. */
export function number(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** Returns a process's memory now, and the most since the last `forgetMost`, in bytes. */
export async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) * 1024;
  return { now: kib("VmRSS"), most: kib("VmHWM") };
}

/** Resets a process's maximum memory. */
export function forgetMost(pid) {
  return writeFile(`/proc/${pid}/clear_refs`, "5");
}

/** Returns the value that `percent` percent of the values don't exceed. */
export function percentile(values, percent) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)];
}

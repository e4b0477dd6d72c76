// A server for a test run, with demo data in a temporary database.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ADDRESS = /Grantry is served on (http:\/\/\S+)/;
const WELCOME = /^\s*http:\/\/\S+\/welcome#\S+$/;
const STOP_MS = 5_000;

const stopped = new Set();

/** The server's program: GRANTRY_BIN or the debug build. */
const PROGRAM = process.env.GRANTRY_BIN || fileURLToPath(new URL("../target/debug/grantry", import.meta.url));

/** Runs a command of the server's program, such as `import`. Fails with its output unless it succeeds. */
export function run(...command) {
  const { status, error, stdout, stderr } = spawnSync(PROGRAM, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(`grantry ${command.join(" ")}: ${error ?? `${stdout}${stderr}`}`);
}

/** Returns whether this address belongs to a stopped server: an open page still sends requests there. */
export function isStopped(address) {
  return [...stopped].some((one) => address.startsWith(`${one}/`));
}

/** Returns the address of the server under test, without a slash at its end. */
export function url() {
  if (!process.env.GRANTRY_URL) throw new Error("GRANTRY_URL is not set: run the tests with Playwright's global set-up");
  return process.env.GRANTRY_URL;
}

/**
 * Starts `grantry demo` or `grantry serve` on a free port and waits until it answers.
 *
 * @param {object} [options]
 * @param {number} [options.licenses] the number of demo licenses; the server's own default if absent
 * @param {string[]} [options.serve] options of `grantry serve`; the demo is served if absent
 * @param {string[]} [options.options] options of either
 * @param {string} [options.folder] where it runs; a temporary folder, removed afterwards, if absent
 * @param {string} [options.database] a database URL; a SQLite file in a temporary folder if absent
 * @param {string} [options.binary] the server; GRANTRY_BIN or the debug build if absent
 * @param {number} [options.patienceMs] how long to wait until the server answers
 * @returns {Promise<{url: string, pid: number, welcome: () => string | undefined, stop: () => Promise<void>}>}
 *   `welcome` returns the link that the server printed for the owner of an empty installation to sign up
 */
export async function start({ licenses, serve, options: more = [], folder: home, database, binary, patienceMs = 120_000 } = {}) {
  const program = binary || PROGRAM;
  const folder = home ?? (await mkdtemp(join(tmpdir(), "grantry-end2end-")));
  const options = [...(serve ? ["serve", "--create", ...serve] : ["demo"]), "--database", database ?? `sqlite:${join(folder, "grantry.db")}`, "--listen", "127.0.0.1:0", ...more];
  if (licenses !== undefined) options.push("--licenses", String(licenses));

  const child = spawn(program, options, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise((resolve) => child.once("close", resolve));
  const kill = () => child.kill("SIGKILL");
  // The server ends with this process, however that ends.
  process.once("exit", kill);

  let served;
  const stop = async () => {
    if (served) stopped.add(served);
    process.off("exit", kill);
    child.kill("SIGTERM");
    const insist = setTimeout(kill, STOP_MS);
    await gone;
    clearTimeout(insist);
    if (!home) await rm(folder, { recursive: true, force: true });
  };

  const printed = [];
  const welcome = () => printed.find((line) => WELCOME.test(line))?.trim();
  try {
    served = await printedAddress(child, program, patienceMs, printed);
    await healthy(served, patienceMs);
    return { url: served, pid: child.pid, welcome, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the server's output until it prints its address. Goes on draining both streams, so that the server never blocks. */
async function printedAddress(child, program, patienceMs, printed) {
  const cut = new AbortController();
  const address = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        // The first lines have the address, the last ones the reason of a failure.
        if (printed.length > 80) printed.splice(40, 1);
        printed.push(line);
        const found = ADDRESS.exec(line);
        if (found) resolve(found[1].replace(/\/$/, ""));
      });
    }
    const fail = (reason) => reject(new Error(`${program} ${reason}\n${printed.join("\n")}`));
    child.once("error", (error) => fail(`did not start: ${error.message}`));
    child.once("close", (code, signal) => fail(`ended before it served (${signal ?? code})`));
    const timer = setTimeout(() => fail(`printed no address within ${patienceMs} ms`), patienceMs);
    cut.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  return address.finally(() => cut.abort());
}

/** Waits until /healthz answers with success. */
async function healthy(address, patienceMs) {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const answer = await fetch(`${address}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address}/healthz did not answer within ${patienceMs} ms`);
}

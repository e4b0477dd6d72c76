// Formats numbers for people and puts them into docs/BENCHMARKS.md.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { executablePath } from "./browser.mjs";

const FILE = fileURLToPath(new URL("../docs/BENCHMARKS.md", import.meta.url));

/** Returns the middle value; for an even number of values, the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Formats "12.3 ms", with as many digits as the size deserves. */
export function ms(value) {
  const digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ms`;
}

/** Formats one value as a share of another: "1 / 12" or "3.4" times. */
export function ratio(own, other) {
  return own < other ? `1 / ${(other / own).toFixed(1)}` : `${(own / other).toFixed(2)} ×`;
}

/** Formats "123,456". */
export function whole(value) {
  return Math.round(value).toLocaleString("en-US");
}

/** Returns a Markdown table. */
export function table(headings, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Returns the machine, its other load, the date and the versions, in one sentence. */
export function circumstances(begun, software = chromium()) {
  const [cpu] = os.cpus();
  const load = (value) => value.toFixed(1);
  return (
    `Measured ${new Date().toISOString().slice(0, 10)} on ${os.cpus().length} × ${cpu.model}, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()}; ${software}; Node.js ${process.versions.node}. Processes that wanted a processor, in the minute before: ` +
    `${load(begun)}; at the end, this run included: ${load(os.loadavg()[0])}.`
  );
}

/** Returns the browser and how it draws. */
function chromium() {
  const told = execFileSync(executablePath(), ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return `${told.trim().split(" built")[0]}, headless, without a graphics card`;
}

/** Returns the load for `circumstances`; call it before measuring. */
export function loadNow() {
  return os.loadavg()[0];
}

/** Writes a part's text between its marks. */
export async function write(part, text) {
  const page = await readFile(FILE, "utf8");
  const [begin, end] = [`<!-- measured: ${part} -->`, `<!-- end: ${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no place for ${part}: ${begin} … ${end}`);
  await writeFile(FILE, `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`);
}

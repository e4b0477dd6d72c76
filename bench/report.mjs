// Numbers as people read them, and their place in docs/BENCHMARKS.md.
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { executablePath } from "./browser.mjs";

const FILE = fileURLToPath(new URL("../docs/BENCHMARKS.md", import.meta.url));

/** The value in the middle; of an even number of values the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** "12.3 ms", with as many digits as the size deserves. */
export function ms(value) {
  const digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ms`;
}

/** "1 / 12" or "3.4" times: one value as a share of another. */
export function ratio(own, other) {
  return own < other ? `1 / ${(other / own).toFixed(1)}` : `${(own / other).toFixed(2)} ×`;
}

/** "123,456". */
export function whole(value) {
  return Math.round(value).toLocaleString("en-US");
}

/** A Markdown table. */
export function table(headings, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The machine, what else it was doing, the date and the versions, in one sentence. */
export function circumstances(begun, software = chromium()) {
  const [cpu] = os.cpus();
  const load = (value) => value.toFixed(1);
  return (
    `Measured ${new Date().toISOString().slice(0, 10)} on ${os.cpus().length} × ${cpu.model}, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()}; ${software}; Node.js ${process.versions.node}. Processes that wanted a processor, in the minute before: ` +
    `${load(begun)}; at the end, this run included: ${load(os.loadavg()[0])}.`
  );
}

/** The browser and how it draws. */
function chromium() {
  const told = execFileSync(executablePath(), ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return `${told.trim().split(" built")[0]}, headless, without a graphics card`;
}

/** The load to give to `circumstances`, read before anything is measured. */
export function loadNow() {
  return os.loadavg()[0];
}

/** Puts a part's text between its marks. */
export async function write(part, text) {
  const page = await readFile(FILE, "utf8");
  const [begin, end] = [`<!-- measured: ${part} -->`, `<!-- end: ${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no place for ${part}: ${begin} … ${end}`);
  await writeFile(FILE, `${page.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${page.slice(to)}`);
}

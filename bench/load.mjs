// Part "load": the requests of a first visit, their size, and Lighthouse's scores.
import { createServer } from "node:net";
import { brotliCompressSync, constants } from "node:zlib";
import { desktopConfig, lighthouse } from "../end2end/packages.mjs";
import { start } from "../end2end/server.mjs";
import { launch, signIn } from "./browser.mjs";
import { circumstances, loadNow, median, ms, table, whole } from "./benchmarks_page.mjs";

const PAGES = ["/sign-in", "/licenses"];
const PERSON = "admin@customer.example";
const RUNS = 5;
const KINDS = { wasm: "wasm", js: "JavaScript", css: "CSS" };

export async function measure() {
  const load = loadNow();
  const portal = await start();
  try {
    const cookies = await session(portal.url);
    const files = [];
    for (const path of PAGES) files.push(...(await requested(portal.url, path, cookies)).map((file) => ({ path, ...file })));
    const scores = [];
    for (const path of PAGES) {
      for (const device of ["desktop", "mobile"]) scores.push(await score(portal.url, path, device, cookies));
    }
    return text(files, scores, load);
  } finally {
    await portal.stop();
  }
}

/** Returns the cookies of a person who signed in with the form. */
async function session(portal) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await signIn(page, portal, PERSON);
    return await page.context().cookies();
  } finally {
    await browser.close();
  }
}

/** Returns the wasm, JavaScript and CSS files that a first visit requests. */
async function requested(portal, path, cookies) {
  const browser = await launch();
  try {
    const context = await browser.newContext();
    if (path !== "/sign-in") await context.addCookies(cookies);
    const page = await context.newPage();
    const answers = [];
    page.on("response", (answer) => answers.push(answer));
    await page.goto(portal + path, { waitUntil: "networkidle" });
    const files = [];
    for (const answer of answers) {
      const name = new URL(answer.url()).pathname;
      if (/charts/.test(name)) throw new Error(`${path} loads the charts: ${name}`);
      const kind = KINDS[name.split(".").pop()];
      if (!kind) continue;
      const body = await answer.body();
      const { responseBodySize } = await answer.request().sizes();
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
      files.push({ name, kind, plain: body.length, sent: responseBodySize, brotli: brotliCompressSync(body, { params }).length });
    }
    return files;
  } finally {
    await browser.close();
  }
}

/** Returns medians of Lighthouse's runs, each in a new browser. */
async function score(portal, path, device, cookies) {
  const settings = {
    onlyCategories: ["performance", "accessibility", "best-practices"],
    extraHeaders: path === "/sign-in" ? undefined : { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") },
  };
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const port = await freePort();
    const browser = await launch(`--remote-debugging-port=${port}`);
    try {
      const config = device === "desktop" ? desktopConfig : undefined;
      const { lhr } = await lighthouse(portal + path, { port, logLevel: "error", ...settings }, config);
      if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
      if (!lhr.finalDisplayedUrl.startsWith(portal + path)) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
      runs.push(lhr);
    } finally {
      await browser.close();
    }
  }
  const of = (read) => median(runs.map(read));
  const category = (name) => of((lhr) => lhr.categories[name].score);
  const audit = (name) => of((lhr) => lhr.audits[name].numericValue);
  return {
    path,
    device,
    performance: category("performance"),
    worst: Math.min(...runs.map((lhr) => lhr.categories.performance.score)),
    accessibility: category("accessibility"),
    practices: category("best-practices"),
    contentful: audit("largest-contentful-paint"),
    blocked: audit("total-blocking-time"),
    shift: audit("cumulative-layout-shift"),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function text(files, scores, load) {
  const line = ({ path, name, kind, plain, sent, brotli }) => [path, `${kind}: ${name}`, whole(plain), whole(sent), whole(brotli)];
  const sum = (path) => {
    const own = files.filter((file) => file.path === path);
    const total = (of) => `**${whole(own.reduce((all, file) => all + file[of], 0))}**`;
    return [path, "**all**", total("plain"), total("sent"), total("brotli")];
  };
  const sizes = PAGES.flatMap((path) => [...files.filter((file) => file.path === path).map(line), sum(path)]);
  const two = (value) => value.toFixed(2);
  return [
    table(["page", "file", "bytes", "bytes as sent", "bytes, brotli at its highest"], sizes),
    "No file of the charts was requested. The goal is 250 KB or less as sent.",
    table(
      ["page", "device", "performance, median of 5", "worst", "accessibility", "best practices", "largest contentful paint", "total blocking time", "layout shift"],
      scores.map((s) => [s.path, s.device, two(s.performance), two(s.worst), two(s.accessibility), two(s.practices), ms(s.contentful), ms(s.blocked), s.shift.toFixed(3)]),
    ),
    "The goals are 1.00 on a desktop and 0.95 or more on a mobile device.",
    circumstances(load),
  ].join("\n\n");
}

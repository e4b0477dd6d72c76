// Takes the pictures of docs/screenshots: the main screens with the demo's data, in light and dark, one as on a phone. `cargo
// xtask screenshots` builds the portal and runs this; GRANTRY_BIN names the server and CHROMIUM the browser.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import optimise, { init } from "@jsquash/oxipng/optimise.js";
import { chromium } from "@playwright/test";
import { start } from "./server.mjs";

const FOLDER = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const PASSWORD = "grantry-demo";
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** The largest picture, in bytes: they are viewed in a browser and kept in the repository. */
const LARGEST = 256 * 1024;

const table = (page) => page.getByRole("table").first();

async function report(page) {
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  const pies = page.getByRole("region", { name: "Overview" }).getByRole("region");
  await pies.first().waitFor();
  for (const pie of await pies.all()) await pie.locator("svg path").first().waitFor({ state: "attached" });
  await table(page).getByText("••••").first().waitFor();
}

/** Two people save the same note; the second one's page is left showing both versions. */
async function conflict(page, again) {
  const saved = "Moves to the new data center in March.";
  const other = await again();
  const open = async (page) => {
    const row = table(page).getByRole("row").filter({ hasText: "••••", hasNotText: saved }).nth(1);
    await row.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Edit Note" }).click();
    return page.getByRole("dialog", { name: "Edit Note" });
  };
  const [mine, theirs] = [await open(page), await open(other)];
  await theirs.getByLabel("Note").fill(saved);
  await theirs.getByRole("button", { name: "Save" }).click();
  await other.getByText("Note saved").waitFor();
  await mine.getByLabel("Note").fill("Renewal agreed with purchasing until 2029.");
  await mine.getByRole("button", { name: "Save" }).click();
  await mine.getByLabel("Theirs, saved").waitFor();
}

async function dryRun(page) {
  const lines = [
    "Serial Number;Customer;Product Name;Start;Valid Until;Qty;Type",
    "HG-2026-0001;Banco Aurora;Harbor Gateway;01.02.2026;31.01.2029;1250;Purchased",
    "HG-2026-0002;Banco Aurora;Harbor Endpoint;15.03.2026;14.03.2027;25;Evaluation",
    "HG-2026-0003;Jasmin Textiles;Keel Archive;15.03.2026;31.02.2027;5;Purchased",
    "HG-2026-0004;Jasmin Textiles;Drydock Kiosk;28.02.2026;27.02.2027;10;MSP",
  ];
  const buffer = Buffer.from(`\uFEFF${lines.join("\r\n")}\r\n`);
  await page.locator('input[type="file"]').setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer });
  const rows = page.getByRole("region", { name: "Rows of the file" });
  await rows.waitFor();
  await rows.scrollIntoViewIfNeeded();
}

/** Each picture: the signed-in person, the address, and the steps before it is taken. */
const PICTURES = [
  { name: "sign-in", address: "/sign-in", ready: (page) => page.getByText("People in this demo").click() },
  {
    name: "my-organization",
    person: "admin@customer.example",
    address: "/licenses",
    ready: (page) => table(page).getByText("••••").first().waitFor(),
    narrow: true,
  },
  {
    name: "select",
    person: "distributor@grantry.example",
    address: "/customers",
    ready: (page) => page.getByRole("checkbox", { name: "Alder IT Services" }).check(),
  },
  { name: "report", person: "distributor@grantry.example", address: "/customers", ready: report },
  { name: "note-conflict", person: "admin@customer.example", address: "/licenses", ready: conflict },
  { name: "import-dry-run", person: "vendor@grantry.example", address: "/import", ready: dryRun },
  {
    name: "users",
    person: "admin@customer.example",
    address: "/users",
    ready: (page) => page.getByRole("region", { name: "Users" }).waitFor(),
  },
  {
    name: "dashboard",
    person: "vendor@grantry.example",
    address: "/console",
    ready: (page) => page.getByRole("heading", { name: /Expiring/ }).first().waitFor(),
  },
];

async function signIn(browser, url, person) {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(person);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: /^Account/ }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function take(browser, url, storageState, { address, ready }, file, options) {
  const context = await browser.newContext({
    baseURL: url,
    storageState,
    locale: "en-GB",
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
    ...options,
  });
  const again = async () => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const page = await again();
  await ready(page, again);
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  await context.close();
  // Lossless, about a quarter smaller than the browser's file.
  const small = Buffer.from(await optimise(Uint8Array.from(picture).buffer, { level: 2 }));
  if (small.length > LARGEST) throw new Error(`${file}.png has ${small.length} bytes, more than ${LARGEST}`);
  await writeFile(`${FOLDER}${file}.png`, small);
  console.log(`${file}.png ${Math.ceil(small.length / 1024)} KB`);
}

const codec = new URL(import.meta.resolve("@jsquash/oxipng/codec/pkg/squoosh_oxipng_bg.wasm"));
await init(await WebAssembly.compile(await readFile(codec)));
const server = await start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
});
try {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const sessions = new Map();
  for (const picture of PICTURES) {
    const { name, person, narrow } = picture;
    if (person && !sessions.has(person)) sessions.set(person, await signIn(browser, server.url, person));
    for (const colorScheme of ["light", "dark"]) {
      await take(browser, server.url, sessions.get(person), picture, `${name}-${colorScheme}`, {
        colorScheme,
        viewport: WIDE,
      });
    }
    if (narrow) {
      await take(browser, server.url, sessions.get(person), picture, `${name}-narrow`, {
        colorScheme: "light",
        viewport: NARROW,
      });
    }
  }
} finally {
  await browser.close();
  await server.stop();
}

// Opens the portal's report on all customers in a page, and reads its rows from the portal's export.
import { signIn } from "./browser.mjs";
import { NO_RESELLER } from "./pages/count.mjs";

/** Signs in as the demo's distributor and generates the report of all its customers. */
export async function openReport(page, portal) {
  await signIn(page, portal, "distributor@grantry.example");
  await page.goto(`${portal}/customers`);
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await page.locator(".pie-canvas svg").nth(3).waitFor();
  return new URL(page.url()).searchParams.get("orgs");
}

/** Returns all rows of the report, including expired ones, in the page's order, by section. */
export async function exportRows(page, portal, organizations) {
  const answer = await page.request.get(`${portal}/export/customers.csv?orgs=${organizations}&history=1`, { timeout: 300_000 });
  if (!answer.ok()) throw new Error(`The export answers ${answer.status()}`);
  const [headings, ...lines] = parseCsv((await answer.text()).replace(/^\uFEFF/, ""));
  const rows = lines.map((line) => row(Object.fromEntries(headings.map((heading, at) => [heading, line[at]]))));
  const border = sectionBorder(rows);
  return { cloud: rows.slice(0, border), products: rows.slice(border) };
}

/** Returns a row under the page's headings, with the properties that it is counted by. */
function row(cells) {
  const warnings = cells.Warnings.split(", ").filter((warning) => warning && warning !== cells.Status);
  return {
    status: cells.Status,
    product: cells.Product,
    type: cells.Type,
    reseller: cells.Reseller || NO_RESELLER,
    resellerName: cells.Reseller,
    organization: cells.Organization,
    key: `••••${cells["License Key"].slice(-4)}`,
    badges: [cells.Status, ...warnings].join(", "),
    start: cells["Start Date"],
    expiration: cells["Expiration Date"] || "Never",
    deployed: `${cells.Deployed} / ${cells.Purchased}`,
    note: cells["Customer Note"],
    partnerNote: cells["Partner Note"],
  };
}

/** Returns where the cloud services end, which come first: no product above that row appears below it, because none is in both
 * sections. */
function sectionBorder(rows) {
  const last = new Map();
  rows.forEach(({ product }, at) => last.set(product, at));
  let border = 0;
  for (const [at, { product }] of rows.entries()) {
    if (at > border) break;
    border = Math.max(border, last.get(product));
  }
  return border + 1;
}

/** Returns the fields of a CSV text (RFC 4180). */
function parseCsv(text) {
  const lines = [[]];
  const field = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r?\n|$)/gy;
  for (const [, value, end] of text.matchAll(field)) {
    lines.at(-1).push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === "") break;
    if (end !== ",") lines.push([]);
  }
  return lines.filter((line) => line.length > 1);
}

// Customer Organizations, but for the walk through all numbers: see walk.spec.mjs.
import { act, choose, column, expect, licenseCount, rowCount, rows, test } from "./portal.mjs";
import { drawn, expectRows, generate, named, pies, twins } from "./report.mjs";
import { csv, sheetRows } from "./sheets.mjs";

const products = (page) => page.getByRole("table", { name: "Products" });
const selected = (page) => page.getByRole("region", { name: "Select Organizations" }).getByRole("status");

test("organizations are searched, selected by reseller, all or none", async ({ as }) => {
  const page = await as("distributor", "/customers");
  const panel = page.getByRole("region", { name: "Select Organizations" });
  await expect(selected(page)).toHaveText(/^0 of \d+ selected$/);
  const total = Number(/of (\d+)/.exec(await selected(page).innerText())[1]);
  await page.getByRole("button", { name: "Generate Report" }).click();
  await expect(page.getByRole("alert")).toHaveText(/Select at least one organization/);
  await page.getByRole("button", { name: "Select all" }).click();
  await expect(selected(page)).toHaveText(`${total} of ${total} selected`);
  await page.getByRole("button", { name: "Select none" }).click();
  await expect(selected(page)).toHaveText(`0 of ${total} selected`);

  const group = panel
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox", { name: "Kestrel Networks" }) })
    .first();
  const members = await group.getByRole("list").getByRole("checkbox").count();
  const head = panel.getByRole("checkbox", { name: "Kestrel Networks" });
  await head.check();
  await expect(selected(page)).toHaveText(`${members} of ${total} selected`);
  await group.getByRole("list").getByRole("checkbox").first().uncheck();
  await expect(selected(page)).toHaveText(`${members - 1} of ${total} selected`);
  expect(await head.evaluate((box) => box.indeterminate)).toBe(true);

  await page.getByRole("searchbox", { name: "Search organizations" }).fill("ΠΑΠΑΔ");
  await expect(panel.getByRole("listitem").getByRole("list").getByRole("checkbox")).toHaveCount(1);
  await expect(panel.getByRole("checkbox", { name: "Παπαδόπουλος Ναυτιλιακή" })).toBeVisible();
});

test("a report is of the organizations that were selected, and says when it was made", async ({ as }) => {
  const page = await as("distributor", "/customers");
  for (const name of ["Banco Aurora", "Jasmin Textiles"])
    await page.getByRole("checkbox", { name, exact: true }).check();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
  await expect(page.getByText(/Report generated at \d{4}-\d\d-\d\d \d\d:\d\d UTC/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Overview" })).toContainText("Organizations 2");
  await expect(page.getByRole("region", { name: "Overview" })).toContainText(/\d+ \/ \d+/);
  const organizations = new Set(await column(products(page), "Organization"));
  for (const name of organizations) expect(["Banco Aurora", "Jasmin Textiles"]).toContain(name);
  // The selection is frozen in the report: another one begins with Generate Report, not before.
  const count = await licenseCount(page);
  await page.getByRole("button", { name: "Change selection" }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await expectRows(page, count, "before Generate Report");
  await page.getByRole("button", { name: "Generate Report" }).click();
  await expect.poll(() => licenseCount(page)).toBeGreaterThan(count);
  await page.goBack();
  await expectRows(page, count, "after going back");
});

test("the address restores the whole report, for others as well", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await twins(page, "By status").filter({ hasText: "Expiring" }).click();
  await twins(page, "By type").filter({ hasText: "Purchased" }).click();
  await twins(page, "By reseller").filter({ hasText: "Alder IT Services" }).click();
  await choose(page, "Organization", "Aurelia Manufacturing Porto");
  await page.getByRole("searchbox", { name: /^Search by license key/ }).fill("e");
  await products(page).getByRole("columnheader", { name: "Product" }).getByRole("button").click();
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expect(page).toHaveURL(
    /orgs=.*q=e.*status=expiring.*type=purchased.*reseller=\d+.*org=\d+.*history=1.*sort=product/,
  );
  const count = await licenseCount(page);
  expect(count).toBeGreaterThan(0);
  const state = async (page) => ({
    count: await licenseCount(page),
    pressed: await pies(page)
      .getByRole("button", { pressed: true })
      .evaluateAll((all) => all.map((one) => one.ariaLabel)),
    sorted: await products(page).getByRole("columnheader", { name: "Product" }).getAttribute("aria-sort"),
    history: await page.getByRole("switch").getAttribute("aria-checked"),
    organization: await page.getByRole("button", { name: /^Organization, 1 chosen/ }).count(),
    search: await page.getByRole("searchbox", { name: /^Search by license key/ }).inputValue(),
  });
  const before = await state(page);
  expect(before.pressed.length).toBe(3);
  await page.reload();
  await drawn(page);
  await expectRows(page, count, "after a reload");
  expect(await state(page)).toEqual(before);
  // A colleague gets the same from the same address.
  const other = await as("partnerViewer", page.url());
  await drawn(other);
  await expectRows(other, count, "for a colleague");
  expect(await state(other)).toEqual(before);
});

test("an address with organizations of others leaves them out and says so; one that can't be read is told", async ({
  as,
}) => {
  const page = await as("reseller", "/customers?orgs=1-500");
  await expect(page.getByText(/\d+ of its organizations are not assigned to you and were left out/)).toBeVisible();
  const told = Number(/(\d+) of its/.exec(await page.getByText(/of its organizations/).innerText())[1]);
  const shown = Number(
    /Organizations (\d+)/.exec(
      (await page.getByRole("region", { name: "Overview" }).innerText()).replace(/\s+/g, " "),
    )[1],
  );
  expect(told + shown).toBe(500);
  await page.goto("/customers?orgs=all");
  await expect(page.getByRole("alert")).toHaveText(/names no organizations that can be read/);
  await expect(page.getByRole("button", { name: "Select all" })).toBeVisible();
  // Of none that is one's own there is nothing to report, and others can be selected at once.
  await page.goto("/customers?orgs=99999");
  await expect(page.getByText("None of these organizations is assigned to you")).toBeVisible();
  await expect(page.getByText("Report generated at")).toHaveCount(0);
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
  await page.goto(page.url().replace(/orgs=[^&]*/, (orgs) => `${orgs},99999`));
  await expect(
    page.getByText(/UTC\. 1 of its organizations is not assigned to you and was left out\.$/),
  ).toBeVisible();
});

test("a reseller sees its own customers only, without a word of resellers", async ({ as }) => {
  const distributor = await as("distributor", "/customers");
  await generate(distributor);
  const ofReseller = await named(twins(distributor, "By reseller").filter({ hasText: "Alder IT Services" }));
  await expect(products(distributor).getByRole("columnheader", { name: "Reseller" })).toBeVisible();

  const page = await as("reseller", "/customers");
  await expect(page.getByRole("checkbox", { name: "Alder IT Services" })).toHaveCount(0);
  await generate(page);
  await expect(pies(page).getByRole("heading")).toHaveText(["By status", "By product", "By type"]);
  await expect(page.getByRole("columnheader", { name: "Reseller" })).toHaveCount(0);
  await expectRows(page, ofReseller.count, "what the distributor counts for this reseller");
});

test("a product that partners don't see is nowhere in the report, and product names link to their pages", async ({
  as,
}) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await page.getByRole("switch", { name: "See full License History" }).click();
  await expect(twins(page, "By product").first()).toBeVisible();
  await expect(page.getByText("Anchor Identity")).toHaveCount(0);
  const link = rows(products(page)).first().getByRole("link");
  await expect(link).toHaveAttribute("href", /^https:\/\/grantry\.example\/products\/[a-z-]+$/);
  await expect(link).toHaveAttribute("rel", /noreferrer/);
});

test("expired licenses are hidden until a click on Expired or on their line asks for them (R10)", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const expired = twins(page, "By status").filter({ hasText: "Expired" });
  const { count } = await named(expired);
  const start = await licenseCount(page);
  await expect(page.getByText(`${count} expired licenses are hidden.`)).toBeVisible();
  await expired.click();
  await expectRows(page, count, "Expired");
  for (const status of await column(products(page), "Status")) expect(status).toMatch(/^Expired/);
  await expired.click();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expectRows(page, start + count, "all");
});

test("a partner note is edited by who may, seen by its own organization, and by no other (R4)", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const address = `${page.url()}&type=evaluation&sort=product`;
  await page.goto(address);
  const row = rows(products(page)).nth(1);
  await expect(row).toContainText("••••");
  const key = (await row.innerText()).match(/••••\w+/)[0];
  const same = (page) => rows(products(page)).filter({ hasText: key });
  await act(row, "Edit Partner Note");
  const dialog = page.getByRole("dialog", { name: "Edit Partner Note" });
  await dialog.getByLabel("Note").fill("between us: 値引き");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Note saved")).toBeVisible();
  await expect(same(page)).toContainText("between us: 値引き");
  const owner = (await column(products(page), "Organization"))[1];

  const colleague = await as("partnerViewer", address);
  await expect(same(colleague)).toContainText("between us: 値引き");
  await same(colleague).getByRole("button", { name: "Actions" }).click();
  await expect(colleague.getByRole("menuitem", { name: "License History", exact: true })).toBeVisible();
  await expect(colleague.getByRole("menuitem", { name: /Note/ })).toHaveCount(0);
  await colleague.keyboard.press("Escape");

  // The reseller in between is another organization.
  const reseller = await as("reseller", "/customers");
  await generate(reseller);
  await reseller.goto(`${reseller.url()}&history=1`);
  await expect(rows(products(reseller)).first()).toContainText("••••");
  const bodies = await reseller.evaluate(async () => {
    const link = [...document.querySelectorAll("a")].find((one) => one.textContent === "Export CSV");
    return (await fetch(link.href)).text();
  });
  expect(bodies).not.toContain("between us");
  expect(owner).not.toBe("");
});

test("a customer's note is there to read, and is not a partner's to edit", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await page.goto(`${page.url()}&history=1&sort=-note`);
  const row = rows(products(page)).filter({ hasNotText: "Pinned" }).first();
  await expect(row).toContainText("••••");
  const table = products(page);
  await expect(table.getByRole("columnheader", { name: "Customer Note" })).toBeAttached();
  await expect
    .poll(async () => (await column(table, "Customer Note")).filter((note) => note !== "").length)
    .toBeGreaterThan(0);
  await row.getByRole("button", { name: "Actions" }).click();
  await expect(page.getByRole("menuitem", { name: "Edit Partner Note" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Edit Note", exact: true })).toHaveCount(0);
});

test("an export holds all filtered rows, not those in view", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const exported = async (format) => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: `Export ${format}` }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(
      new RegExp(`^customer-licenses-\\d{4}-\\d\\d-\\d\\dT\\d{4}Z\\.${format.toLowerCase()}$`),
    );
    const parts = [];
    for await (const part of await file.createReadStream()) parts.push(part);
    return Buffer.concat(parts);
  };
  const check = async () => {
    const [cloud, onPremises] = [page.getByRole("table", { name: "Cloud Services" }), products(page)];
    const count = (await rowCount(cloud)) + (await rowCount(onPremises));
    expect(count).toBeGreaterThan(0);
    const [headings, ...records] = csv(await exported("CSV"));
    expect(records.length).toBe(count);
    expect(headings).toEqual(
      expect.arrayContaining(["Product", "License Key", "Organization", "Reseller", "Customer Note", "Partner Note"]),
    );
    for (const record of records) expect(record.length).toBe(headings.length);
    expect(sheetRows(await exported("XLSX"))).toBe(count + 1);
    return { headings, records, count };
  };
  const { count } = await check();
  // Rows are re-used while scrolling: only some are ever drawn.
  expect(count).toBeGreaterThan(
    (await rows(products(page)).count()) + (await rows(page.getByRole("table").first()).count()),
  );
  await twins(page, "By status").filter({ hasText: "Expired" }).click();
  await expect(page).toHaveURL(/status=expired/);
  await twins(page, "By product").filter({ hasText: "Harbor Endpoint" }).click();
  await expect(page).toHaveURL(/product=\d+/);
  const { headings, records } = await check();
  const field = (record, name) => record[headings.indexOf(name)];
  expect(new Set(records.map((record) => field(record, "Status")))).toEqual(new Set(["Expired"]));
  expect(new Set(records.map((record) => field(record, "Product")))).toEqual(new Set(["Harbor Endpoint"]));
});

test("a report that others have changed under says so, and is generated again on demand", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await expect(page.getByText("have changed since it was generated")).toHaveCount(0);
  const owner = await as("admin", "/licenses?sort=-product");
  const row = rows(owner.getByRole("table", { name: "On-Premises Products" }))
    .filter({ hasText: "Keel Patch Manager" })
    .first();
  await act(row, "Edit Note");
  await owner.getByRole("dialog").getByLabel("Note").fill("changed under the report");
  await owner.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Note saved")).toBeVisible();
  // The page asks when somebody comes back to it.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByText("Licenses of this report have changed since it was generated.")).toBeVisible();
  await page.getByRole("button", { name: "Generate again" }).click();
  await expect(page.getByText("have changed since it was generated")).toHaveCount(0);
});

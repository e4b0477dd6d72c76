// Customer Organizations, except for the walk through all numbers: see walk.spec.mjs.
import { act, busy, choose, column, expect, licenseCount, rowCount, rows, test } from "./portal.mjs";
import { drawn, expectRows, generate, named, number, pick, pies, twins } from "./report.mjs";
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

  // A search for a reseller's name shows it with all its customers.
  const search = page.getByRole("searchbox", { name: "Search organizations" });
  const list = panel.getByRole("table", { name: "Organizations" });
  await search.fill("Kestrel Networks");
  const head = panel.getByRole("checkbox", { name: "Kestrel Networks", exact: true });
  await expect(list.locator('[aria-rowindex="2"]')).toHaveText("Kestrel Networks");
  const members = (await rowCount(list)) - 1;
  expect(members).toBeGreaterThan(1);
  await head.check();
  await expect(selected(page)).toHaveText(`${members} of ${total} selected`);
  await list.locator('[aria-rowindex="3"]').getByRole("checkbox").uncheck();
  await expect(selected(page)).toHaveText(`${members - 1} of ${total} selected`);
  expect(await head.evaluate((box) => box.indeterminate)).toBe(true);

  await search.fill("ΠΑΠΑΔ");
  // The customer and its reseller.
  await expect.poll(() => rowCount(list)).toBe(2);
  await expect(panel.getByRole("checkbox", { name: "Παπαδόπουλος Ναυτιλιακή" })).toBeVisible();
  // Accents don't matter, as in every other search.
  await search.fill("παπαδοπουλος");
  await expect.poll(() => rowCount(list)).toBe(2);
  await page.getByRole("button", { name: "Select none" }).click();
  await page.getByRole("button", { name: "Select all results" }).click();
  await expect(selected(page)).toHaveText(`1 of ${total} selected`);
  await search.fill("no organization is called this");
  await expect(panel.getByText("No organization or reseller name contains this text.")).toBeVisible();
});

/** A response with `count` customers, encoded like the server's: postcard. */
function manyCustomers(count) {
  const bytes = [];
  const varint = (value) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
  };
  varint(count);
  for (let id = 1; id <= count; id += 1) {
    const name = Buffer.from(`Customer ${String(id).padStart(5, "0")} with a name that is longer than a phone is wide`);
    varint(2 * id);
    varint(name.length);
    bytes.push(...name, 0);
  }
  return Buffer.from(bytes);
}

test("of ten thousand organizations those in view are drawn, one below the other, at any width", async ({ as }) => {
  for (const width of [1280, 360]) {
    const page = await as("distributor", "/licenses", { viewport: { width, height: 740 } });
    await page.route("**/api/customers", (route) =>
      route.fulfill({ headers: { "content-type": "application/x-postcard", "grantry-answer": "1" }, body: manyCustomers(10_000) }),
    );
    await page.goto("/customers");
    const list = page.getByRole("table", { name: "Organizations" });
    await expect(selected(page)).toHaveText("0 of 10000 selected");
    await expect.poll(() => rowCount(list)).toBe(10_000);
    expect(await rows(list).count()).toBeLessThan(50);
    for (const wide of [list, page.locator("html")]) {
      expect(await wide.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    }
    const lefts = await rows(list).evaluateAll((all) => all.map((row) => row.getBoundingClientRect().left));
    expect(new Set(lefts).size).toBe(1);
    // With the keyboard, from one end to the other.
    await list.getByRole("checkbox").first().focus();
    await page.keyboard.press("End");
    const last = list.locator('[aria-rowindex="10001"]');
    await expect(last.getByRole("checkbox")).toBeFocused();
    await expect(last).toBeInViewport();
    await page.keyboard.press("Space");
    await expect(last.getByRole("checkbox")).toBeChecked();
    await page.keyboard.press("ArrowUp");
    await expect(list.locator('[aria-rowindex="10000"]').getByRole("checkbox")).toBeFocused();
    await page.keyboard.press("Home");
    await expect(list.locator('[aria-rowindex="2"]').getByRole("checkbox")).toBeFocused();
    await expect(selected(page)).toHaveText("1 of 10000 selected");

    await page.getByRole("searchbox", { name: "Search organizations" }).fill("customer 0999");
    await expect.poll(() => rowCount(list)).toBe(10);
    await page.getByRole("button", { name: "Select all results" }).click();
    await expect(selected(page)).toHaveText("11 of 10000 selected");
    await page.getByRole("searchbox", { name: "Search organizations" }).fill("");
    await page.getByRole("button", { name: "Select all", exact: true }).click();
    await expect(selected(page)).toHaveText("10000 of 10000 selected");
    await page.getByRole("button", { name: "Select none" }).click();
    await expect(selected(page)).toHaveText("0 of 10000 selected");
  }
});

test("a report is of the organizations that were selected, and says when it was made", async ({ as }) => {
  const page = await as("distributor", "/customers");
  for (const name of ["Banco Aurora", "Jasmin Textiles"]) await pick(page, name);
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
  await expect(page.getByText(/Report generated at \d{4}-\d\d-\d\d \d\d:\d\d UTC/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Overview" })).toContainText("Organizations 2");
  await expect(page.getByRole("region", { name: "Overview" })).toContainText(/\d+ \/ \d+/);
  const organizations = new Set(await column(products(page), "Organization"));
  for (const name of organizations) expect(["Banco Aurora", "Jasmin Textiles"]).toContain(name);
  // The report keeps its selection until Generate Report is pressed again.
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
  // A colleague gets the same report from the same address.
  const other = await as("partnerViewer", page.url());
  await drawn(other);
  await expectRows(other, count, "for a colleague");
  expect(await state(other)).toEqual(before);
});

test("an address with organizations of others leaves them out and says so; one that can't be read is reported", async ({
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
  await expect(page.getByRole("alert")).toHaveText(/The organizations in the address can't be read/);
  await expect(page.getByRole("button", { name: "Select all" })).toBeVisible();
  // Without an organization of one's own there is no report. The panel says so above its list, whether they are somebody else's
  // or don't exist (R3), and others can be selected at once.
  const panel = page.getByRole("region", { name: "Select Organizations" });
  for (const orgs of ["1", "99999", "99998-99999,99999"]) {
    await page.goto(`/customers?orgs=${orgs}`);
    await expect(panel.getByRole("alert")).toContainText("The organizations in the address don't exist or are not assigned to you");
    await expect(panel.getByRole("alert")).toBeInViewport();
    await expect(page.getByText("Report generated at")).toHaveCount(0);
  }
  await panel.getByRole("link", { name: "Start over" }).click();
  await expect(page).toHaveURL("/customers");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Generate Report" }).click();
  await drawn(page);
  await page.goto(page.url().replace(/orgs=[^&]*/, (orgs) => `${orgs},99999`));
  await expect(page.getByText(/UTC\. 1 of its organizations is not assigned to you and was left out\./)).toBeVisible();
  await page.getByRole("button", { name: "Remove them from the address" }).click();
  await expect(page).not.toHaveURL(/99999/);
  await expect(page.getByText(/and was left out/)).toHaveCount(0);
  await drawn(page);
  // An organization that the address names twice is not left out.
  await page.goto(page.url().replace(/orgs=([^&]*)/, "orgs=$1,$1"));
  await drawn(page);
  await expect(page.getByText(/left out/)).toHaveCount(0);
  // Numbers that no license has.
  await page.goto(`${page.url()}&product=99999&reseller=99999`);
  await expect(page.getByText("the product “99999”, which no license here has")).toBeVisible();
  await expect(page.getByText("the reseller “99999”, which no license here has")).toBeVisible();
});

test("the shares of a pie add up to 100%, unless it says that its slices overlap", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const percent = (text) => (text.startsWith("<") ? 0 : Number(/\d+/.exec(text.replace("> 99", "100"))?.[0] ?? 0));
  for (const history of ["", "&history=1", "&history=1&type=evaluation"]) {
    await page.goto(page.url().replace(/&.*/, "") + history);
    await drawn(page);
    for (const pie of await pies(page).all()) {
      if ((await pie.getByText("The slices overlap").count()) > 0) continue;
      const shares = await pie.locator(".slice-share").allInnerTexts();
      const sum = shares.map(percent).reduce((sum, share) => sum + share, 0);
      expect(sum, shares.join(", ")).toBe(100);
    }
  }
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
  const expired = number(page, "Expired");
  const slice = twins(page, "By status").filter({ hasText: "Expired" });
  const history = page.getByRole("switch", { name: "See full License History" });
  const { count } = await named(expired);
  const start = await licenseCount(page);
  await expect(slice).toHaveCount(0);
  await expect(page.getByText(`${count} expired licenses are hidden.`)).toBeVisible();
  await expired.click();
  await expectRows(page, count, "Expired");
  await expect(history).toHaveAttribute("aria-checked", "true");
  await expect(slice).toHaveAttribute("aria-pressed", "true");
  for (const status of await column(products(page), "Status")) expect(status).toMatch(/^Expired/);
  await expired.click();
  await expectRows(page, start, "taken back");
  await expect(history).toHaveAttribute("aria-checked", "false");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expectRows(page, start + count, "all");
  await expect(history).toHaveAttribute("aria-checked", "true");
  // Turned off, it also hides the chosen ones.
  await expired.click();
  await expectRows(page, count, "Expired, with history");
  await history.click();
  await expectRows(page, start, "without history");
});

test("all numbers count the same licenses, and parts add up to their whole (R10)", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const address = page.url();
  const count = async (name) => (await named(number(page, name))).count;
  const sum = async (pie) => {
    const counts = [];
    for (const twin of await twins(page, pie).all()) counts.push((await named(twin)).count);
    return counts.reduce((all, one) => all + one, 0);
  };
  for (const filter of ["", "&history=1", "&type=purchased", "&type=purchased,msp&history=1", "&q=harbor", "&status=active"]) {
    await page.goto(address + filter);
    await drawn(page);
    const withExpired = filter.includes("history");
    await expect(page.getByText(`match the filters, ${withExpired ? "with" : "without"} expired ones`)).toBeVisible();
    await expect(number(page, "Licenses")).not.toHaveAccessibleName("Licenses 0");
    const whole = await count("Licenses");
    const parts = (await count("Active")) + (await count("Expiring")) + (await count("Other statuses"));
    const expired = await count("Expired");
    expect(expired, filter).toBeGreaterThan(0);
    expect(parts + (withExpired ? expired : 0), filter).toBe(whole);
    await expect(page.getByText("not counted in Licenses")).toHaveCount(withExpired ? 0 : 1);
    expect(await sum("By status"), filter).toBe(whole);
    const listed = await licenseCount(page);
    // A chart keeps showing the slices of its own filter.
    expect(await sum("By product"), filter).toBe(listed);
    if (!filter.includes("type")) expect(await sum("By type"), filter).toBe(listed);
    if (!filter.includes("status")) expect(listed, filter).toBe(whole);
    const overlap = page.getByRole("region", { name: "By reseller", exact: true }).getByText("The slices overlap");
    await expect(overlap).toHaveCount((await sum("By reseller")) === listed ? 0 : 1);
  }
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
  await page.reload();
  await act(same(page), "Edit Partner Note");
  await expect(dialog.getByLabel("Note"), "what was typed survives a reload").toHaveValue("between us: 値引き");
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
  // Rows are reused while scrolling: only some are ever drawn.
  expect(count).toBeGreaterThan(
    (await rows(products(page)).count()) + (await rows(page.getByRole("table").first()).count()),
  );
  await number(page, "Expired").click();
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
  // The page checks when it gets the focus.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByText("Licenses of this report have changed since it was generated.")).toBeVisible();
  await page.getByRole("button", { name: "Generate again" }).click();
  await expect(page.getByText("have changed since it was generated")).toHaveCount(0);
});

test("Generate Report regenerates the open report, and keeps its filter (R10)", async ({ as, complaints }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await twins(page, "By status").filter({ hasText: "Expiring" }).click();
  await expect(page).toHaveURL(/status=expiring/);
  const count = await licenseCount(page);
  const button = page.getByRole("button", { name: "Generate Report" });
  const asked = page.waitForRequest("**/api/open-list");
  await button.click();
  await asked;
  await expect(page.getByText("Report generated again")).toBeVisible();
  await expect(button).toBeFocused();
  await expect(page).toHaveURL(/status=expiring/);
  await expectRows(page, count, "generated again");
  // A report that can't be generated again stays, and the page says why.
  complaints.allow(/net::ERR_FAILED/);
  await page.route("**/api/open-list", (route) => route.abort());
  await button.click();
  await expect(page.getByText("The server can't be reached")).toBeVisible();
  await expectRows(page, count, "the one before");
});

test("Generate Report keeps the filter of an address that lists the organizations otherwise", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  await page.goto(page.url().replace(/orgs=([^&]*)/, (_, orgs) => `orgs=99999,${orgs}&history=1`));
  await drawn(page);
  await page.getByRole("button", { name: "Generate Report" }).click();
  await expect(page.getByText("Report generated again")).toBeVisible();
  await expect(page).toHaveURL(/history=1/);
});

test("a report that others come before stays, and is generated again without being asked again", async ({ as, complaints }) => {
  complaints.allow(/status of 503/);
  const page = await as("distributor", "/customers");
  await generate(page);
  const count = await licenseCount(page);
  const sentence = "Your other lists come first. This page tries again by itself in 5 seconds.";
  let asked = 0;
  await page.route("**/api/open-list", (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill(busy(sentence, 5)) : route.continue();
  });
  await page.getByRole("button", { name: "Generate Report" }).click();
  await expect(page.getByText(sentence)).toBeVisible();
  await expectRows(page, count, "the one before");
  await expect(page.getByText("Report generated again")).toBeVisible();
  await expect(page.getByText(sentence)).toHaveCount(0);
  await expectRows(page, count, "generated again");
  expect(asked, "once, and once more").toBe(2);
});

test("filters that hold are chips, each of which takes its filter off", async ({ as }) => {
  const page = await as("distributor", "/customers");
  await generate(page);
  const address = page.url();
  const start = await licenseCount(page);
  await expect(page.getByRole("button", { name: /^Remove filter/ })).toHaveCount(0);
  await choose(page, "Status", "Active");
  await twins(page, "By reseller").filter({ hasText: "Alder IT Services" }).click();
  await choose(page, "Warning", "Nearly depleted");
  const chip = (text) => page.getByRole("button", { name: `Remove filter ${text}`, exact: true });
  const [status, warning, reseller] = ["Status: Active", "Warning: Nearly depleted", "Reseller: Alder IT Services"].map(chip);
  for (const one of [status, warning, reseller]) await expect(one).toBeVisible();
  await expect(page).toHaveURL(/status=active&warning=nearly-depleted&reseller=\d+$/);
  await status.click();
  await expect(page).toHaveURL(/orgs=[^&]*&warning=nearly-depleted&reseller=\d+$/);
  await expect(status).toHaveCount(0);
  // The next chip has the focus.
  await expect(warning).toBeFocused();
  await reseller.click();
  await expect(page).toHaveURL(/orgs=[^&]*&warning=nearly-depleted$/);
  const badges = () => column(products(page), "Status");
  await expect.poll(async () => (await badges()).every((text) => text.includes("Nearly depleted"))).toBe(true);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL(address);
  await expectRows(page, start, "without a filter");
  await expect(page.getByRole("button", { name: "Clear all" })).toHaveCount(0);
  // Values that the report does not have can be removed, too.
  await page.goto(`${address}&product=999999`);
  await expectRows(page, 0, "of no product");
  await chip("Product: 1 chosen").click();
  await expectRows(page, start, "of all products");
});

test("the link of a filtered view is copied or, where the browser does not allow it, shown selected", async ({ as }) => {
  const page = await as("distributor", "/customers", { permissions: ["clipboard-read", "clipboard-write"] });
  await generate(page);
  await twins(page, "By status").filter({ hasText: "Expiring" }).click();
  await expect(page).toHaveURL(/status=expiring/);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

  // No clipboard, as over plain HTTP.
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }));
  await page.reload();
  await drawn(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy" });
  const shown = async () => {
    const text = dialog.getByLabel("Text to copy");
    await expect(text).toBeFocused();
    return text.evaluate((field) => [field.value, field.value.slice(field.selectionStart, field.selectionEnd)]);
  };
  await expect.poll(shown).toEqual([page.url(), page.url()]);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  // Every copy button works like this.
  await rows(products(page)).first().getByRole("button", { name: "Copy license key" }).click();
  await expect.poll(async () => new Set(await shown()).size, { message: "all of it is selected" }).toBe(1);
  expect((await shown())[0]).toMatch(/^[\w-]{12,}$/);
});

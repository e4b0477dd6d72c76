// Import by the vendor's staff.
import { strToU8, zipSync } from "fflate";
import { expect, test } from "./portal.mjs";

/** A file as German order systems write it: byte order mark, semicolons, CRLF, day first. */
function file(name, lines) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${lines.join("\r\n")}\r\n`, "utf8") };
}

const HEADINGS = "Seriennummer;Customer Name;Product Name;Start;Valid Until;Qty;Type;Notiz";

/** Three good licenses, and one whose last day does not exist. The keys belong to this run and repetition. */
function licenses(key, customer) {
  return [
    HEADINGS,
    `${key}-1;${customer};Harbor Gateway;01.02.2026;31.01.2029;1.250,0;Purchased;"Halle 1\r\nTor 2"`,
    `${key}-2;${customer};Harbor Endpoint;15.03.2026;14.03.2027;5;Evaluation;`,
    `${key}-3;${customer};Harbor Endpoint;15.03.2026;31.02.2027;5;Purchased;`,
    `${key}-4;${customer};Keel Archive;28.02.2026;27.02.2027;10;MSP;`,
  ];
}

const fact = (page, name) =>
  page
    .getByRole("term")
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator("xpath=following-sibling::dd[1]");

async function take(page, upload) {
  await page.locator('input[type="file"]').setInputFiles(upload);
  await expect(page.getByRole("heading", { name: "Dry run" })).toBeVisible();
}

async function expectTotals(page, totals) {
  for (const [name, count] of Object.entries(totals)) {
    await expect(fact(page, name), name).toHaveText(count === 1 ? "1 row" : `${count} rows`);
  }
}

test("a file is guessed, mapped, tried, taken without its refused row, and changes nothing again", async ({
  as,
}, info) => {
  const page = await as("vendor", "/import");
  const run = `${info.repeatEachIndex}${info.retry}`;
  const customer = `Bergbau Süd ${run} GmbH`;
  const upload = file("orders.csv", licenses(`E2E-${info.testId}-${run}`, customer));
  await take(page, upload);

  // Guessed from the headings, except for two in an unknown language.
  const field = (heading) => page.getByRole("combobox", { name: `Field for column ${heading}` });
  const chosen = (heading) => field(heading).locator("option:checked");
  await expect(chosen("Customer Name")).toHaveText(/^Organization/);
  await expect(chosen("Product Name")).toHaveText(/^Product/);
  await expect(chosen("Start")).toHaveText(/^Start Date/);
  await expect(chosen("Valid Until")).toHaveText(/^Expiration Date/);
  await expect(chosen("Qty")).toHaveText(/^Purchased/);
  await expect(chosen("Type")).toHaveText(/^Type/);
  await expect(chosen("Seriennummer")).toHaveText("Not imported");
  await expect(page.getByRole("alert")).toContainText(/No column of the file fills “license.key”/i);
  await field("Seriennummer").selectOption({ label: "License Key (required)" });
  await expect(page.getByRole("alert")).toHaveCount(0);
  await field("Notiz").selectOption({ label: "Note" });
  await expect(chosen("Notiz")).toHaveText("Note");

  // An unknown organization is added only on request.
  await expectTotals(page, { Added: 0, Refused: 4 });
  await page.getByRole("checkbox", { name: /Add missing organizations/ }).check();
  await expectTotals(page, { Added: 3, Changed: 0, Unchanged: 0, Refused: 1 });
  await expect(page.getByText(`New organizations, as customers: ${customer}.`)).toBeVisible();

  const refused = page.getByRole("region", { name: "Rows of the file" }).getByRole("row").nth(1);
  // Because of the quoted line break, the fourth record starts on the fifth line.
  await expect(refused.getByRole("cell").nth(0)).toHaveText("5");
  await expect(refused.getByRole("cell").nth(2)).toHaveText("Refused");
  await expect(refused.getByRole("cell").nth(3)).toContainText("31.02.2027");
  const button = page.getByRole("button", { name: /^Import \d+ rows?$/ });
  await expect(button).toBeDisabled();

  await page.getByRole("checkbox", { name: /Skip refused rows/ }).check();
  await expect(button).toHaveText("Import 3 rows");
  await button.click();
  const done = page.getByText("3 rows were imported, 1 refused row was skipped.");
  await expect(done).toBeVisible();
  expect(await done.evaluate((text) => document.activeElement.contains(text))).toBe(true);
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();

  // The same file again: nothing changes, and the refused row is still to be corrected.
  await take(page, upload);
  await field("Seriennummer").selectOption({ label: "License Key (required)" });
  await field("Notiz").selectOption({ label: "Note" });
  await expectTotals(page, { Added: 0, Changed: 0, Unchanged: 3, Refused: 1 });
  await expect(page.getByRole("button", { name: "Import 0 rows" })).toBeDisabled();
});

test("nothing of a file is imported when it is left after the dry run", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const lines = [
    "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type",
    `E2E-LEFT-${info.testId};Banco Aurora;Harbor Gateway;2026-02-01;2027-01-31;5;Purchased`,
  ];
  await take(page, file("left.csv", lines));
  await expectTotals(page, { Added: 1, Refused: 0 });
  await page.reload();
  await take(page, file("left.csv", lines));
  await expectTotals(page, { Added: 1, Unchanged: 0 });
});

test("a license of another organization moves only when a person says so", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const key = `E2E-MOVE-${info.testId}-${info.repeatEachIndex}`;
  const headings = "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type";
  const row = (key, organization) => `${key};${organization};Harbor Gateway;2026-02-01;2027-01-31;5;Purchased`;
  await take(page, file("first.csv", [headings, row(key, "Banco Aurora")]));
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();

  // The same key as people write it in an e-mail, for somebody else.
  const mailed = key.toLowerCase().replaceAll("-", "\u2013");
  await take(page, file("second.csv", [headings, row(mailed, "Bergbau Süd GmbH")]));
  await page.getByRole("checkbox", { name: /Add missing organizations/ }).check();
  await expectTotals(page, { Added: 0, Changed: 0, Refused: 1 });
  const rows = page.getByRole("region", { name: "Rows of the file" });
  await expect(rows).toContainText("it belongs to “Banco Aurora”");
  const choice = page.getByLabel("1 row is for licenses of other organizations");
  await choice.selectOption({ label: "Keep their owners" });
  await expectTotals(page, { Changed: 0, Unchanged: 1, Refused: 0 });
  await choice.selectOption({ label: "Move them to the organizations in the file" });
  await expectTotals(page, { Changed: 1, Refused: 0 });
  await expect(rows).toContainText("Organization: “Banco Aurora” → “Bergbau Süd GmbH”");
});

test("what was chosen for one file does not hold for the next", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const headings = "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type";
  const row = (number, day) => `E2E-NEXT-${info.testId}-${number};Tidewater ${number};Harbor Gateway;${day};;5;Purchased`;
  const order = page.getByLabel("Dates with ambiguous day and month");
  const add = page.getByRole("checkbox", { name: /Add missing organizations/ });
  await take(page, file("first.csv", [headings, row(1, "07/08/2026")]));
  await order.selectOption("month-first");
  await add.check();
  await expectTotals(page, { Added: 1, Refused: 0 });
  await take(page, file("next.csv", [headings, row(2, "07/08/2026"), row(3, "25/08/2026")]));
  await expect(order).toHaveValue("auto");
  await expect(add).not.toBeChecked();
  await add.check();
  await expectTotals(page, { Added: 2, Refused: 0 });
  await expect(page.getByText("2 new licenses never expire, because their rows give no expiration date.")).toBeVisible();
});

test("only what a dry run has shown is imported", async ({ as, complaints }, info) => {
  complaints.allow(/net::ERR_FAILED/);
  const page = await as("vendor", "/import");
  const headings = "License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type";
  const row = `E2E-SHOWN-${info.testId}-${info.repeatEachIndex};Banco Aurora;Harbor Gateway;2026-02-01;2027-01-31;5;Purchased`;
  await take(page, file("shown.csv", [headings, row]));
  await expectTotals(page, { Added: 1, Refused: 0 });
  const button = page.getByRole("button", { name: "Import 1 row" });
  await expect(button).toBeEnabled();
  await page.route("**/api/plan-import", (route) => route.abort());
  await page.getByRole("checkbox", { name: /Add missing organizations/ }).check();
  await expect(page.getByText("The server can't be reached")).toBeVisible();
  await expect(button).toBeDisabled();
  await expect(page.getByText("This dry run does not include your latest choices.")).toBeVisible();
  await page.unroute("**/api/plan-import");
  await page.getByRole("button", { name: "Dry run", exact: true }).click();
  await expect(button).toBeEnabled();
  await expect(page.getByText("This dry run does not include your latest choices.")).toHaveCount(0);
});

test("columns of an own export say which fields their words fill, and can be left out", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const headings =
    "Product;License Key;Organization;Status;Warnings;Start Date;Expiration Date;Deployed;Purchased;Type";
  const row = `Harbor Gateway;E2E-WORDS-${info.testId};Banco Aurora;Suspended;;2026-02-01;2027-01-31;0;5;Purchased`;
  await take(page, file("licenses.csv", [headings, row]));
  const field = (heading) => page.getByRole("combobox", { name: `Field for column ${heading}` });
  for (const heading of ["Status", "Warnings"]) {
    await expect(field(heading).locator("option:checked")).toHaveText(/Suspended.*Registered|Registered.*Suspended/);
  }
  await expect(field("Deployed").locator("option:checked")).toHaveText("Not imported");
  await field("Status").selectOption({ label: "Not imported" });
  for (const heading of ["Status", "Warnings"]) {
    await expect(field(heading).locator("option:checked")).toHaveText("Not imported");
  }
});

test("the encoding can be chosen for a text file that begins as archives do", async ({ as, complaints }) => {
  complaints.allow(/status of 4\d\d/);
  const page = await as("vendor", "/import");
  const buffer = Buffer.from("PK;License Key;Organization;Product\r\n1;K;Banco Aurora;Harbor Gateway\r\n");
  await page.locator('input[type="file"]').setInputFiles({ name: "pk.csv", mimeType: "text/csv", buffer });
  await expect(page.getByRole("combobox", { name: "Encoding" })).toBeVisible();
});

test("dates that could be either are asked about, never guessed", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const line = `E2E-DATE-${info.testId};Banco Aurora;Harbor Gateway;02/03/2026;04/05/2027;5;Purchased`;
  await take(
    page,
    file("dates.csv", ["License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type", line]),
  );
  await expect(page.getByRole("button", { name: "Import 1 row" })).toHaveCount(0);
  await page
    .getByLabel("Dates with ambiguous day and month")
    .selectOption({ label: "Day first (31.12.2026, 31/12/2026)" });
  await expectTotals(page, { Added: 1, Refused: 0 });
  await expect(page.getByRole("button", { name: "Import 1 row" })).toBeEnabled();
});

test("an encoding that could be either is asked about, with what each makes of the file", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const key = `E2E-OPEN-${info.testId}-${info.repeatEachIndex}`;
  const text = [
    "License Key;Organization;Product;Start Date;Purchased;Note",
    `${key};Banco Aurora;Harbor Gateway;2026-02-01;5;Ku\xe8era`,
  ].join("\r\n");
  await take(page, { name: "open.csv", mimeType: "text/csv", buffer: Buffer.from(text, "latin1") });
  const hint = page.getByText("Choose the encoding of the file first.");
  await expect(hint).toBeVisible();
  await expect(page.getByRole("button", { name: /^Import \d+ rows?$/ })).toBeDisabled();

  // The question appears once, at the choice, with a real cell as each encoding reads it.
  const encoding = page.getByRole("combobox", { name: "Encoding" });
  await expect(encoding).toHaveAccessibleDescription(/several are possible/);
  await expect(page.getByText(/several are possible/)).toHaveCount(1);
  const readings = page.getByRole("region", { name: "Readings of the file" });
  await expect(readings.getByRole("columnheader")).toHaveText(["Encoding", "Line 2"]);
  const reading = (name) =>
    readings.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  await expect(reading("Western European (Windows-1252)").getByRole("cell")).toHaveText("Kuèera");
  await expect(reading("Central European (Windows-1250)").getByRole("cell")).toHaveText("Kučera");

  await encoding.selectOption({ label: "Central European (Windows-1250)" });
  await expectTotals(page, { Added: 1, Refused: 0 });
  await expect(readings).toHaveCount(0);
  await expect(hint).toHaveCount(0);
  const button = page.getByRole("button", { name: "Import 1 row" });
  await expect(button).toBeEnabled();
  await button.click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
});

test("numbers that could be either are asked about, never guessed", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const line = `E2E-NUMBER-${info.testId};Banco Aurora;Harbor Gateway;2026-02-01;2027-01-31;3.000;Purchased`;
  await take(
    page,
    file("numbers.csv", ["License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type", line]),
  );
  await expect(page.getByRole("alert")).toContainText("thousands and fractions cannot be told apart");
  await expect(page.getByRole("button", { name: "Import 1 row" })).toHaveCount(0);
  const marks = page.getByLabel("Numbers with an ambiguous comma or dot");
  const units = page.getByRole("region", { name: "Rows of the file" }).getByText(/^Purchased: /);
  await marks.selectOption({ label: "Decimal point (1,200.00)" });
  await expect(units).toHaveText("Purchased: 3");
  await marks.selectOption({ label: "Decimal comma (1.200,00)" });
  await expect(units).toHaveText("Purchased: 3000");
  await expect(page.getByRole("button", { name: "Import 1 row" })).toBeEnabled();
});

test("all that a file leaves open is asked at once, with the controls that settle it", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const line = `E2E-BOTH-${info.testId};Banco Aurora;Harbor Gateway;02/03/2026;04/05/2027;3.000;Purchased`;
  await take(
    page,
    file("both.csv", ["License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type", line]),
  );
  const alerts = page.getByRole("region", { name: "Dry run" }).getByRole("alert");
  await expect(alerts).toHaveCount(3);
  await expect(alerts.nth(0)).toContainText("Choose the order under “Dates with ambiguous day and month”.");
  await expect(alerts.nth(2)).toContainText("Choose the decimal mark under “Numbers with an ambiguous comma or dot”.");
  await page
    .getByLabel("Dates with ambiguous day and month")
    .selectOption({ label: "Day first (31.12.2026, 31/12/2026)" });
  await expect(alerts).toHaveCount(1);
  await page
    .getByLabel("Numbers with an ambiguous comma or dot")
    .selectOption({ label: "Decimal comma (1.200,00)" });
  await expect(alerts).toHaveCount(0);
  await expectTotals(page, { Added: 1, Refused: 0 });
});

test("a day with a time of day is asked about, never cut off", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const line = `E2E-TIME-${info.testId};Banco Aurora;Harbor Gateway;2026-02-01;2027-01-30T22:59:59Z;3;Purchased`;
  await take(
    page,
    file("times.csv", ["License Key;Organization;Product;Start Date;Expiration Date;Purchased;Type", line]),
  );
  await expectTotals(page, { Added: 0, Refused: 1 });
  await page.getByLabel("Dates with a time of day").selectOption({ label: "Use the day as written" });
  await expectTotals(page, { Added: 1, Refused: 0 });
});

/** A workbook with those sheets, each with rows of text. */
function workbook(sheets) {
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = (all) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join("")}</Relationships>`;
  const relation = (id, type, target) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const row = (texts) => `<row>${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`;
  const names = Object.keys(sheets);
  const parts = {
    "_rels/.rels": relations([relation("a", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${office}"><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="s${at}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(names.map((_, at) => relation(`s${at}`, "worksheet", `sheets/${at}.xml`))),
  };
  names.forEach((name, at) => {
    parts[`xl/sheets/${at}.xml`] = `<worksheet ${main}><sheetData>${sheets[name].map(row).join("")}</sheetData></worksheet>`;
  });
  const bytes = zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)])));
  return {
    name: "orders.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: Buffer.from(bytes),
  };
}

test("sheet and headings are found, shown and can be chosen", async ({ as }, info) => {
  const page = await as("vendor", "/import");
  const headings = ["License Key", "Organization", "Product", "Start Date", "Purchased"];
  const license = (key) => [`E2E-${key}-${info.testId}`, "Banco Aurora", "Harbor Gateway", "2026-02-01", "5"];
  await take(
    page,
    workbook({
      Cover: [["Orders of the shop"]],
      May: [["Orders of May"], headings, license("MAY")],
      June: [headings, license("JUNE-1"), license("JUNE-2")],
    }),
  );
  const region = page.getByRole("region", { name: "Dry run" });
  const question = "Sheet “May” is not the only one with these columns: so has “June”.";
  await expect(region.getByRole("alert")).toContainText(question);
  const sheet = page.getByRole("combobox", { name: "Sheet" });
  await expect(sheet.locator("option:checked")).toHaveText("Choose a sheet");
  await sheet.selectOption({ label: "May" });
  await expectTotals(page, { Added: 1, Refused: 0 });
  await expect(region).toContainText("Only the sheet “May” was read; not read: Cover, June.");
  await expect(region).toContainText("The headings are on line 2; 1 row above them not read.");

  await expect(sheet.locator("option:checked")).toHaveText("May");
  await sheet.selectOption({ label: "June" });
  await expectTotals(page, { Added: 2, Refused: 0 });
  await expect(region).toContainText("Only the sheet “June” was read; not read: Cover, May.");
  await expect(page.getByRole("combobox", { name: "Encoding" })).toHaveCount(0);

  const line = page.getByRole("combobox", { name: "Line with the headings" });
  await line.selectOption({ index: 1 });
  await expect(page.getByRole("alert")).toContainText(/No column of the file fills/);
  await line.selectOption({ index: 0 });
  await expectTotals(page, { Added: 2, Refused: 0 });
});

test("letters are never read wrong without a word, and the encoding can be chosen", async ({ as, complaints }, info) => {
  complaints.allow(/status of 4\d\d/);
  const page = await as("vendor", "/import");
  const text = (encoded) =>
    Buffer.concat([
      Buffer.from("License Key;Organization;Product;Start Date;Purchased;Note\r\n"),
      Buffer.from(`E2E-LETTERS-${info.testId};Banco Aurora;Harbor Gateway;2026-02-01;5;`),
      ...encoded,
    ]);
  const upload = (encoded) => ({ name: "letters.csv", mimeType: "text/csv", buffer: text(encoded) });
  // UTF-8, except for one letter cut in two.
  const input = page.locator('input[type="file"]');
  await input.setInputFiles(upload([Buffer.from("für Ähren\r\n"), Buffer.from([0x4b, 0xc3, 0x0d, 0x0a])]));
  const alert = page.getByRole("region", { name: "File" }).getByRole("alert");
  await expect(alert).toContainText("line 3 is not UTF-8");
  const encoding = page.getByRole("combobox", { name: "Encoding" });
  await encoding.selectOption({ label: "Western European (Windows-1252)" });
  await expect(page.getByRole("heading", { name: "Dry run" })).toBeVisible();
  await expect(alert).toHaveCount(0);

  // Reports a guess, and examines another file from scratch.
  await take(page, upload([Buffer.from("f\xfcr Z\xfcge", "latin1")]));
  await expect(encoding.locator("option:checked")).toHaveText("Detect automatically");
  const region = page.getByRole("region", { name: "Dry run" });
  await expect(region).toContainText("The encoding was guessed: windows-1252.");
  await encoding.selectOption({ label: "Western European DOS (code page 850)" });
  await expect(region).not.toContainText("The encoding was guessed");
  await expectTotals(page, { Added: 1, Refused: 0 });
});

test("a file that is not a table is reported where it was chosen", async ({ as, complaints }) => {
  complaints.allow(/status of 4\d\d/);
  const page = await as("vendor", "/import");
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: "x.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004 nothing") });
  await expect(page.getByRole("region", { name: "File" }).getByRole("alert")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Dry run" })).toHaveCount(0);
});

test("import is not there for anybody else", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  for (const person of ["admin", "distributor"]) {
    const page = await as(person, "/import");
    await expect(page.getByText("There is nothing here")).toBeVisible();
    await expect(page.locator('input[type="file"]')).toHaveCount(0);
  }
});

// Responses that are not the portal's own: the response of a proxy, or of a network that wants a sign-in first, is neither a
// success nor an upgrade, and the input stays. Also files that are gone after an upgrade.
import { expect, test } from "./portal.mjs";

const html = (title) => `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;
const ANSWERS = [
  { status: 413, title: "413 Request Entity Too Large", sentence: /too large for a server between you and the portal \(413\)/ },
  { status: 502, title: "502 Bad Gateway", sentence: /can't reach it at the moment \(502\)/ },
  { status: 503, title: "503 Service Unavailable", sentence: /can't reach it at the moment \(503\)/ },
  { status: 504, title: "504 Gateway Time-out", sentence: /stopped waiting for a response \(504\)/ },
  { status: 200, title: "Welcome to the guest network", sentence: /Something other than the portal answered/ },
];

/** Answers requests to that address in the portal's place. */
async function answer(page, address, { status, title }) {
  await page.route(address, (route) => route.fulfill({ status, contentType: "text/html", body: html(title) }));
}

test("a profile is not saved by whoever else answers, and what was typed is kept", async ({ as, complaints }) => {
  complaints.allow(/status of (413|50[234])/);
  const page = await as("reseller", "/profile");
  const name = page.getByLabel("Name", { exact: true });
  const before = await name.inputValue();
  await name.fill("Typed With Care");
  for (const foreign of ANSWERS) {
    await answer(page, "**/api/save-profile", foreign);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(foreign.sentence), foreign.title).toBeVisible();
    await expect(page.getByText("Profile saved"), foreign.title).toHaveCount(0);
    await expect(page.getByText("has been upgraded"), foreign.title).toHaveCount(0);
    await expect(name, foreign.title).toHaveValue("Typed With Care");
    await page.unroute("**/api/save-profile");
  }
  await page.reload();
  await expect(name).toHaveValue(before);
});

test("a token is not revoked by whoever else answers", async ({ as, complaints }, info) => {
  complaints.allow(/status of 502/);
  const page = await as("admin", "/api-access");
  const token = `Kept ${info.repeatEachIndex}`;
  await page.getByRole("button", { name: "Create Token" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Token" });
  await dialog.getByLabel("Name").fill(token);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("region", { name: "API tokens" }).getByRole("row").filter({ hasText: token });
  await row.getByRole("button", { name: `Revoke ${token}` }).click();
  const question = page.getByRole("dialog", { name: "Revoke Token" });
  for (const foreign of ANSWERS.filter(({ status }) => status === 200 || status === 502)) {
    await answer(page, "**/api/revoke-api-token", foreign);
    await question.getByRole("button", { name: "Revoke" }).click();
    await expect(question.getByText(foreign.sentence), foreign.title).toBeVisible();
    await expect(page.getByText("Token revoked"), foreign.title).toHaveCount(0);
    await page.unroute("**/api/revoke-api-token");
  }
  await question.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Token revoked")).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("a file that a proxy finds too large stays chosen", async ({ as, complaints }) => {
  complaints.allow(/status of 413/);
  const page = await as("vendor", "/import");
  await answer(page, "**/api/plan-import", ANSWERS[0]);
  const buffer = Buffer.from("License Key,Organization,Product,Start Date\nPROXY-1,Nowhere,Nothing,2026-05-04\n");
  await page.locator('input[type="file"]').setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer });
  await expect(page.getByText(ANSWERS[0].sentence)).toBeVisible();
  await expect(page.getByText("large.csv")).toBeVisible();
});

test("a file that is gone after an upgrade is reported, and the page loads once more", async ({ as, complaints }) => {
  complaints.allow(/status of 404|WebAssembly|magic|wasm|Failed to load/i);
  const page = await as("viewer", "about:blank");
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads += 1;
  });
  const isWasm = /\/portal-\w+_bg\.wasm$/;
  await page.route(isWasm, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "There is nothing here." }));
  await page.goto("/licenses");
  await expect(page.getByRole("alert")).toContainText("has probably been upgraded just now");
  await expect(page.getByRole("alert")).toContainText("is still missing");
  // Longer than the pause before the page reloads.
  await page.waitForTimeout(3_000);
  expect(loads, "once as asked for, and once more").toBe(2);
  await page.unroute(isWasm);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { name: "My Organization", level: 1 })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a script that is gone for a moment is there after the page has loaded once more", async ({ as, complaints }) => {
  complaints.allow(/status of 404|Failed to load/i);
  const page = await as("viewer", "about:blank");
  let isGone = true;
  await page.route(/\/portal-\w+\.js$/, (route) => {
    if (!isGone) return route.continue();
    isGone = false;
    return route.fulfill({ status: 404, contentType: "text/plain", body: "There is nothing here." });
  });
  await page.goto("/licenses");
  await expect(page.getByRole("heading", { name: "My Organization", level: 1 })).toBeVisible({ timeout: 20_000 });
});

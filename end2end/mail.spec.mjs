// E-mails to a real mail server: sent once each, with the headers to unsubscribe in mail programs; refused, kept and sent later.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMailServer } from "./mail-server.mjs";
import { expect, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

const LIST = "licenses@customer.example";
const ADMIN = "admin@customer.example";
const VIEWER = "viewer@customer.example";

const options = (port) => ["--smtp-url", `smtp://127.0.0.1:${port}`, "--mail-from", "Licenses <licenses@vendor.example>"];
const recipients = (mails) => mails.map((mail) => mail.to.text).sort();

/** A page of the admin on that server. */
async function openAlerts(browse, server) {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto("/sign-in?next=/critical-alerts");
  await signIn(page, "admin");
  return page;
}

const sent = (page, recipient) =>
  page.getByRole("region", { name: "Sent e-mails" }).getByRole("row").filter({ hasText: recipient });

test("each e-mail arrives once, over a restart, and one click unsubscribes", async ({ browse }) => {
  const mailServer = await startMailServer();
  const folder = await mkdtemp(join(tmpdir(), "grantry-mail-"));
  let server = await start({ folder, options: options(mailServer.port) });
  try {
    await expect.poll(() => recipients(mailServer.mails), { timeout: 30_000 }).toEqual([ADMIN, LIST]);
    const mail = mailServer.mails.find((one) => one.to.text === LIST);
    expect(mail.from.text).toBe('"Licenses" <licenses@vendor.example>');
    expect(mail.subject).toMatch(/: \d+ licenses? expires? within \d+ days$/);
    expect(mail.messageId).toMatch(/^<\d+\.\d+@127\.0\.0\.1>$/);
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail.html).toContain("<table");
    const { list } = Object.fromEntries(mail.headers);
    const link = list.unsubscribe.url;
    expect(mail.text).toContain(`Unsubscribe: ${link}`);
    expect(mail.headerLines.find(({ key }) => key === "list-unsubscribe-post").line).toBe("List-Unsubscribe-Post: List-Unsubscribe=One-Click");

    const page = await openAlerts(browse, server);
    const users = page.getByRole("region", { name: "Critical alert users" });
    await expect(users.getByRole("row").filter({ hasText: LIST })).toHaveCount(1);
    await expect(page.getByText("No mail server is configured")).toHaveCount(0);
    await expect(sent(page, LIST)).toContainText("Sent");

    // Like a mail program.
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(link, { method: "POST", body: "List-Unsubscribe=One-Click", headers });
    expect(answer.status).toBe(200);
    await page.reload();
    await expect(users.getByRole("row").filter({ hasText: ADMIN })).toHaveCount(1);
    await expect(users.getByRole("row").filter({ hasText: LIST })).toHaveCount(0);

    await server.stop();
    server = await start({ folder, options: options(mailServer.port) });
    // By the time a later e-mail arrives, a second copy would have arrived, too.
    const other = await (await browse({ baseURL: server.url })).newPage();
    await other.goto("/password-reset");
    await other.getByLabel("E-mail address").fill(VIEWER);
    await other.keyboard.press("Enter");
    await expect.poll(() => recipients(mailServer.mails)).toContain(VIEWER);
    expect(recipients(mailServer.mails)).toEqual([ADMIN, LIST, VIEWER]);
  } finally {
    await server.stop();
    await mailServer.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test("while the mail server is away nothing is lost, and what it refuses is reported", async ({ browse }) => {
  const away = await startMailServer();
  const { port } = away;
  await away.stop();
  const server = await start({ options: options(port) });
  let mailServer;
  try {
    const page = await openAlerts(browse, server);
    await expect(async () => {
      await page.reload();
      await expect(sent(page, LIST)).toContainText("Next attempt", { timeout: 2_000 });
      await expect(sent(page, LIST)).toContainText("Connection refused", { timeout: 500 });
    }).toPass({ timeout: 60_000 });

    mailServer = await startMailServer({ port });
    mailServer.refuse.add(ADMIN);
    await expect.poll(() => recipients(mailServer.mails), { timeout: 90_000 }).toEqual([LIST]);
    await expect(async () => {
      await page.reload();
      await expect(sent(page, ADMIN), "nobody has that address: once is enough").toContainText(/Given up .*No such mailbox/, { timeout: 2_000 });
    }).toPass({ timeout: 90_000 });
    await expect(sent(page, LIST)).toContainText("Sent");
  } finally {
    await server.stop();
    await mailServer?.stop();
  }
});

// Mail domains, and joining because of them.
import { open, setUp, verify } from "./mail-domains.mjs";
import { expect, test } from "./portal.mjs";

const PASSWORD = "a password of one's own";

test("a domain is proved, a newcomer signs up, asks and is accepted", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const { dns, mail, server, stop } = await setUp();
  try {
    const admin = await open(browse, server, "admin", "/mail-domains");
    await admin.getByRole("button", { name: "Add Domain" }).click();
    await admin.getByRole("dialog").getByLabel("Domain").fill("gmail.com");
    await admin.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await expect(admin.getByRole("dialog")).toContainText("public mail provider");
    await admin.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    const nina = await (await browse({ baseURL: server.url })).newPage();
    await nina.goto("/sign-in");
    await expect(nina.getByRole("link", { name: "Single sign-on" })).toBeVisible();
    await expect(nina.getByRole("link", { name: "Sign up" }), "no organization takes anybody yet").toHaveCount(0);
    await verify(admin, dns, "new.example");
    await nina.reload();
    await nina.getByRole("link", { name: "Sign up" }).click();
    const said = nina.getByText("If an organization here accepts people with that address");
    await nina.getByLabel("E-mail address").fill("nina@elsewhere.example");
    await nina.getByRole("button", { name: "Sign up" }).click();
    await expect(said).toBeVisible();
    await nina.reload();
    await nina.getByLabel("E-mail address").fill("nina@new.example");
    await nina.getByRole("button", { name: "Sign up" }).click();
    await expect(said).toBeVisible();
    const letter = (to, about) => mail.mails.find((one) => one.to.text === to && about.test(one.subject));
    await expect.poll(() => Boolean(letter("nina@new.example", /Confirm/)), { timeout: 30_000 }).toBe(true);
    expect(letter("nina@elsewhere.example", /./)).toBeUndefined();
    const link = /http\S+\/sign-up#\S+/.exec(letter("nina@new.example", /Confirm/).text)[0];
    await nina.goto("about:blank");
    await nina.goto(link);
    await nina.getByLabel("Your name").fill("Nina New");
    await nina.getByLabel("New password").fill(PASSWORD);
    await nina.getByRole("button", { name: "Create Account" }).click();
    await expect(nina).toHaveURL(`${server.url}/join`);
    await nina.getByLabel("Message").fill("I am new in the north.");
    await nina.getByRole("button", { name: "Request to Join" }).click();
    await expect(nina.getByText("You asked to join")).toBeVisible();

    await admin.goto("/users");
    const requests = admin.getByRole("region", { name: "Requests to Join" });
    await expect(requests).toContainText("I am new in the north.");
    await admin.getByRole("button", { name: "Approve nina@new.example" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
    await expect(admin.getByText("Request approved")).toBeVisible();
    await expect(requests).toHaveCount(0);
    await nina.goto("/licenses");
    await expect(nina.getByRole("region", { name: "On-Premises Products" })).toBeVisible();
    await expect.poll(() => Boolean(letter("nina@new.example", /You have joined/)), { timeout: 30_000 }).toBe(true);
  } finally {
    await stop();
  }
});

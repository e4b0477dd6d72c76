// An empty installation: the look of the owner's sign-up, and signing up with only the keyboard.
import { violations } from "./axe.mjs";
import { expect, test } from "./portal.mjs";
import { start } from "./server.mjs";

const WIDTHS = [1280, 360];

test("the owner's sign-up is accessible, light and dark, wide and narrow", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const server = await start({ serve: [] });
  try {
    const page = await (await browse({ baseURL: server.url })).newPage();
    await page.goto("/");
    await page.getByLabel("Organization").fill("Brightwater Software");
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(page.getByLabel("Your name")).toHaveAttribute("aria-invalid", "true");
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await violations(page), `${width}, ${colorScheme}`).toEqual([]);
      }
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
    }
  } finally {
    await server.stop();
  }
});

test("by the keyboard: the owner signs up", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const server = await start({ serve: [] });
  try {
    const page = await (await browse({ baseURL: server.url })).newPage();
    await page.goto(server.welcome());
    await expect(page.getByLabel("Organization")).toBeFocused();
    for (const typed of ["Brightwater Software", "Vera Brightwater", "vera"]) {
      await page.keyboard.type(typed);
      await page.keyboard.press("Tab");
    }
    await expect(page.getByLabel("New password")).toBeFocused();
    await page.keyboard.type("a password of one's own");
    await page.keyboard.press("Enter");
    // The field with the error has the focus.
    await expect(page.getByLabel("E-mail address")).toBeFocused();
    await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(/such as name@example\.org/);
    await page.keyboard.press("End");
    await page.keyboard.type("@brightwater.example");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL("/console");
    await expect(page.getByRole("link", { name: "Add products" })).toBeVisible();
    // A stopped server must get no more requests.
    await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.close();
  } finally {
    await server.stop();
  }
});

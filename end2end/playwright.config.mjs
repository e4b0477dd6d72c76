// The browser tests, in the Chromium that CHROMIUM names or the system's own. They run against a server that they
// start themselves (setup.mjs), or against the one that GRANTRY_URL names.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.mjs",
  globalSetup: "./setup.mjs",
  outputDir: "test-results",
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  retries: 0,
  // How long a test that hangs is waited for. On half a processor all pass.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  workers: 2,
  use: {
    baseURL: process.env.GRANTRY_URL,
    locale: "en-GB",
    timezoneId: "UTC",
    // Traces take two fifths of a run's processor time: `npx playwright test --last-failed --trace on` makes them.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});

// The browser tests, in the Chromium that CHROMIUM names or the system's own. They start their own server (setup.mjs), or use the
// one that GRANTRY_URL names.
import { defineConfig } from "@playwright/test";

// Of two `--disable-features`, Chromium uses the last: this is Playwright's own list, plus the popups of the address bar, which
// start a process in each window and take a fifth of a run's processor time.
const features = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"],
  ...["LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"],
  ...["OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
];
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--disable-features=${features.join(",")}`];

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.mjs",
  globalSetup: "./setup.mjs",
  outputDir: "test-results",
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  // The last lines of `cargo xtask test` name each test that passed only on a second run.
  retries: 1,
  // The time until a hanging test fails. On half a processor all pass.
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
      args,
    },
  },
});

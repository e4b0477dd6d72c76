// The browser tests, in the Chromium that CHROMIUM names or the system's own. They run against a server that they
// start themselves (setup.mjs), or against the one that GRANTRY_URL names.
import { defineConfig } from "@playwright/test";

// Of two `--disable-features` Chromium takes the last one: Playwright's own list, and with it the popups of the address
// bar, which start a process in each window and take a fifth of a run's processor time.
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
  // A test that passes only when it is run again is named on the last lines of `cargo xtask test`.
  retries: 1,
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
      args,
    },
  },
});

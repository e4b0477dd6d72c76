// Packages of the browser tests that the benchmarks use, too.
export { chromium } from "@playwright/test";
export { default as lighthouse, desktopConfig } from "lighthouse";

// Made-up deployments by number, as files to import. bare_report.rs and report.py create the same ones.
import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** The key of the license that all of them use. */
export const KEY = "K7QX-29MV-4TRD-W3PA";

const PLATFORMS = ["Windows 11", "Ubuntu 24.04", "macOS 15", "Windows Server 2022"];
const FIRST_DAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;
const HEADINGS = [
  "License Key", "Deployment ID", "Host Name", "Platform", "Product Version", "Mode", "Quantity", "Group", "Activated", "Last Seen",
];

const digits = (number, count) => String(number).padStart(count, "0");
const day = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

function cells(number) {
  const activated = FIRST_DAY + (number % 700) * DAY;
  return [
    KEY,
    `station-${digits(number, 7)}`,
    `host-${digits(number % 50_000, 5)}.example.org`,
    PLATFORMS[number % PLATFORMS.length],
    `${10 + (number % 5)}.${number % 12}.0`,
    number % 10 ? "online" : "offline",
    1 + (number % 3),
    number % 7 ? `Group ${number % 20}` : "",
    day(activated),
    day(activated + (number % 60) * DAY),
  ];
}

/** Writes the deployments from one number to before another into a CSV file. */
export async function writeDeployments(file, from, to) {
  const out = createWriteStream(file);
  out.write(`${HEADINGS.join(",")}\n`);
  for (let number = from; number < to; number += 1) {
    if (!out.write(`${cells(number).join(",")}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}

/** Returns a license with that many units, as the text of a CSV file. */
export function license(units) {
  return `License Key,Product,Organization,Type,Start Date,Expiration Date,Purchased\n${KEY},Modeler,Customer,purchased,2020-01-01,2099-12-31,${units}\n`;
}

// Pressing keys as people do who use nothing else.
import { expect } from "./portal.mjs";

const FARTHEST = 250;

/** What has the focus, and whether something is drawn around it or its frame. */
function seeFocus() {
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const element = document.activeElement;
  // What had the focus is gone, along with its page or its dialog.
  if (!element || element === document.body) return { isLost: true };
  // A hidden radio button or file input shows its focus at its label.
  const label = element.closest("label");
  const beside = label ? [label, ...label.children] : [];
  return { stop: element.outerHTML.slice(0, 120), isVisible: [element, ...beside].some(drawn) };
}

/** Presses a key, Tab unless told, until the focus is on `target`; the focus can be seen at every stop. */
export async function go(page, target, key = "Tab") {
  for (let presses = 0; presses <= FARTHEST; presses += 1) {
    const here = await target.evaluateAll((all) => all.includes(document.activeElement));
    if (here) return;
    await page.keyboard.press(key);
    let seen = await page.evaluate(seeFocus);
    if (seen.isLost || seen.isVisible) continue;
    const isSeen = async () => {
      seen = await page.evaluate(seeFocus);
      return Boolean(seen.isLost || seen.isVisible);
    };
    await expect.poll(isSeen, `the focus is to be seen at ${seen.stop}`).toBe(true);
  }
  throw new Error(`${FARTHEST} presses of ${key} did not reach ${target}`);
}

export async function press(page, target, key = "Enter") {
  await go(page, target);
  await page.keyboard.press(key);
}

/** Goes to a file's field, presses Enter, and hands over what is chosen in the system's own dialog. */
export async function chooseFile(page, field, file) {
  // From now on the browser opens no dialog of its own.
  page.on("filechooser", () => {});
  await go(page, field);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
}

/** Opens the menu that has the focus and chooses the entry. */
export async function chooseEntry(page, entry) {
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: entry, exact: true });
  await expect(item).toBeVisible();
  await go(page, item, "ArrowDown");
  await page.keyboard.press("Enter");
}

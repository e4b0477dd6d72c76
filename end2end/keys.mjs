// Presses keys like people who use only the keyboard.
import { expect } from "./portal.mjs";

const FARTHEST = 250;

/** Returns the focused element, and whether it or its frame is visibly marked. */
function seeFocus() {
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const element = document.activeElement;
  // The focused element is gone, along with its page or its dialog.
  if (!element || element === document.body) return { isLost: true };
  // A hidden radio button or file input shows its focus on its label.
  const label = element.closest("label");
  const beside = label ? [label, ...label.children] : [];
  return { stop: element.outerHTML.slice(0, 120), isVisible: [element, ...beside].some(drawn) };
}

/** Presses a key, Tab by default, until `target` has the focus. The focus must be visible at every stop. */
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

/** Moves to a file field, presses Enter, and chooses the file in the system's dialog. */
export async function chooseFile(page, field, file) {
  // From now on the browser opens no dialog of its own.
  page.on("filechooser", () => {});
  await go(page, field);
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
}

/** Opens the focused menu and chooses the entry. */
export async function chooseEntry(page, entry) {
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: entry, exact: true });
  await expect(item).toBeVisible();
  await go(page, item, "ArrowDown");
  await page.keyboard.press("Enter");
}

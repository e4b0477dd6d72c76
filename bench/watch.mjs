// Code that runs inside the measured pages: reads what they show, and waits for it. Each function is sent to the page on its own,
// so none uses anything outside itself.

/** Installs `window.shownNow` and `window.textsThere` for the portal's report. */
export function readPortal(limit) {
  const cellText = (cell) => {
    const badges = [...cell.querySelectorAll(".badge")];
    if (badges.length > 0) return badges.map((badge) => badge.textContent.trim()).join(", ");
    // Screen readers say "Pinned" beside the product's name.
    const unseen = cell.querySelector(".pin-mark")?.textContent ?? "";
    return cell.textContent.replace(unseen, "").trim();
  };
  const firstRows = (label) => {
    const table = document.querySelector(`#details .vt[aria-label="${label}"]`);
    const headings = [...table.querySelectorAll(".vt-heading")].map((heading) => heading.textContent.trim());
    const rows = [];
    for (const row of table.querySelectorAll(".vt-row")) {
      const at = Number(row.getAttribute("aria-rowindex")) - 2;
      if (!row.hidden && at < limit) rows[at] = row;
    }
    return { headings, rows };
  };
  window.shownNow = (fields) => {
    const slices = [...document.querySelectorAll(".pie .slice")].map((slice) => slice.getAttribute("aria-label"));
    const sections = ["Cloud Services", "Products"].map((label) => {
      const { headings, rows } = firstRows(label);
      const wanted = fields[label].map((field) => headings.indexOf(field));
      return rows.map((row) => wanted.map((at) => cellText(row.children[at])).join(" | "));
    });
    return JSON.stringify([slices, document.querySelector("#details [role=status]").textContent, sections]);
  };
  window.textsThere = () =>
    ["Cloud Services", "Products"].every((label) =>
      firstRows(label).rows.every((row) => row.querySelector(".c-key").textContent !== ""),
    );
}

/** The same for the page with Tabulator. */
export function readTabulator(limit) {
  window.shownNow = (fields) => {
    const slices = [...document.querySelectorAll(".slice")].map((slice) => slice.getAttribute("aria-label"));
    const sections = [["cloud", "Cloud Services"], ["products", "Products"]].map(([id, label]) => {
      const rows = [...document.querySelectorAll(`#${id} .tabulator-table .tabulator-row`)].slice(0, limit);
      const titles = [...document.querySelectorAll(`#${id} .tabulator-col-title`)].map((title) => title.textContent);
      const wanted = fields[label].map((field) => titles.indexOf(field));
      const text = (row) => wanted.map((at) => row.querySelectorAll(".tabulator-cell")[at].textContent.trim()).join(" | ");
      return rows.map(text);
    });
    return JSON.stringify([slices, document.querySelector("#total").textContent, sections]);
  };
  window.textsThere = () => true;
}

/**
 * Waits for the next click and measures, in `window.measured`, from its event to the end of the frame that shows `expected`, to
 * the frame that shows the text, too, and to the last one within ten frames that changes the picture of a pie.
 */
export function watchClick({ expected, fields, patienceMs }) {
  window.measured = new Promise((resolve, reject) => {
    const afterPaint = (then) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    };
    const begin = (event) => {
      const begun = event.timeStamp;
      let shownAt;
      let drawnAt = 0;
      const pictures = new MutationObserver(() => {
        requestAnimationFrame(() => afterPaint((now) => (drawnAt = now - begun)));
      });
      for (const svg of document.querySelectorAll(".pie-canvas svg")) {
        pictures.observe(svg, { attributes: true, childList: true, subtree: true });
      }
      const end = (texts, frames = 10) => {
        if (frames > 0) {
          requestAnimationFrame(() => end(texts, frames - 1));
          return;
        }
        pictures.disconnect();
        resolve({ shown: shownAt, texts, pictures: Math.max(shownAt, drawnAt) });
      };
      const frame = () => {
        if (performance.now() - begun > patienceMs) {
          reject(new Error(`Shown:\n${window.shownNow(fields)}\nExpected:\n${expected}`));
        } else if (shownAt === undefined && window.shownNow(fields) === expected) {
          shownAt = 0;
          const texts = window.textsThere();
          afterPaint((now) => {
            shownAt = now - begun;
            if (texts) end(shownAt);
          });
          if (!texts) requestAnimationFrame(frame);
        } else if (shownAt !== undefined && window.textsThere()) {
          afterPaint((now) => end(now - begun));
        } else {
          requestAnimationFrame(frame);
        }
      };
      requestAnimationFrame(frame);
    };
    document.addEventListener("click", begin, { capture: true, once: true });
  });
  // Awaited later; a failure before that must not count as unhandled.
  window.measured.catch(() => {});
}

/** Collects frame times until `window.endFrames()` returns them. */
export function watchFrames() {
  const times = [];
  let going = true;
  const frame = (now) => {
    times.push(now);
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.endFrames = () => {
    going = false;
    return times.slice(1).map((time, at) => time - times[at]);
  };
}

/** Collects interactions until `window.interactions()` returns how long each took to its next frame, the longest first. */
export function watchInteractions() {
  const times = new Map();
  const take = (entries) => {
    for (const { interactionId, duration } of entries) {
      if (interactionId) times.set(interactionId, Math.max(duration, times.get(interactionId) ?? 0));
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "event", durationThreshold: 16 });
  window.interactions = () => {
    take(observer.takeRecords());
    observer.disconnect();
    return [...times.values()].sort((a, b) => b - a);
  };
}

/** The rows and counts of the page with AG Grid, as `readPortal` reads the portal's. */
export function readAgGrid(limit) {
  window.shownNow = (fields) => {
    const slices = [...document.querySelectorAll(".slice")].map((slice) => slice.getAttribute("aria-label"));
    const sections = [["cloud", "Cloud Services"], ["products", "Products"]].map(([id, label]) => {
      const rows = [];
      for (const row of document.querySelectorAll(`#${id} .ag-row`)) {
        const at = Number(row.getAttribute("row-index"));
        if (at < limit) rows[at] = row;
      }
      const text = (row, title) => [...row.querySelectorAll(".ag-cell")].find((cell) => cell.getAttribute("col-id") === title)?.textContent.trim();
      return rows.map((row) => fields[label].map((title) => text(row, title)).join(" | "));
    });
    return JSON.stringify([slices, document.querySelector("#total").textContent, sections]);
  };
  window.textsThere = () => true;
}

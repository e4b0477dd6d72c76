// Runs in the page's head, before the first paint and before the app.
try {
  const theme = localStorage.getItem("grantry-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // The page may not use storage: the system's theme stays.
}

// A file that the page needs may be gone: the portal was upgraded after it sent the page, or another of its servers is not yet
// upgraded. The page says so and loads again, by itself at most once in ten minutes: a file missing then stays missing longer.
{
  const KEY = "grantry-loaded-again";
  const PAUSE = 600_000;
  let isDone = false;
  let box;
  let timer;

  const mayLoadAgain = () => {
    try {
      const last = Number(sessionStorage.getItem(KEY));
      sessionStorage.setItem(KEY, String(Date.now()));
      return Date.now() - last > PAUSE;
    } catch {
      // Nothing would stop it from reloading forever.
      return false;
    }
  };

  const say = (isLoading) => {
    box = document.createElement("main");
    box.className = "empty";
    const text = document.createElement("p");
    text.className = "empty-text";
    text.setAttribute("role", "alert");
    box.append(text);
    document.body.prepend(box);
    if (isLoading) {
      text.textContent = "A part of the portal is missing: it has probably been upgraded just now. This page loads again in a moment.";
      timer = setTimeout(() => location.reload(), 2_000);
      return;
    }
    text.textContent = "A part of the portal is still missing. Wait a minute, then reload this page; if it stays so, tell whoever runs this portal.";
    const button = document.createElement("button");
    button.textContent = "Reload";
    button.className = "button";
    button.addEventListener("click", () => location.reload());
    box.append(button);
  };

  const miss = () => {
    if (isDone) return;
    isDone = true;
    const isLoading = mayLoadAgain();
    if (document.body) say(isLoading);
    else addEventListener("DOMContentLoaded", () => say(isLoading));
  };

  const isPart = (target) => target === window || target instanceof HTMLScriptElement || target instanceof HTMLLinkElement;
  // The error of a missing file reaches only its element: this catches the event on its way there.
  addEventListener("error", (event) => { if (isPart(event.target)) miss(); }, true);
  addEventListener("unhandledrejection", miss);
  // From here on, the app itself reports errors.
  addEventListener("TrunkApplicationStarted", () => {
    isDone = true;
    clearTimeout(timer);
    box?.remove();
  });
}

// Light or dark, as the machine says until somebody chooses. Not a module, so that the choice
// holds before anything is painted.

"use strict";

{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const now = () => chosen() ?? (dark.matches ? "dark" : "light");
  const show = () => {
    const button = document.getElementById("theme");
    document.documentElement.dataset.theme = now();
    if (button) button.textContent = now() === "dark" ? "Light" : "Dark";
  };
  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme").addEventListener("click", () => {
      // A browser may refuse to remember; then the choice lasts until the page is closed.
      const next = now() === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", next); } catch { /* shown all the same */ }
      show();
      document.documentElement.dataset.theme = next;
    });
  });
}

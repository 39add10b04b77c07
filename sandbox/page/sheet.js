// A sheet over one phone's chat: a question, or words that wait for an OK.

import { button, element } from "./text.js";

export class Sheet {
  constructor(box) {
    this.box = box;
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
  }

  // `back` is where the keyboard goes when the sheet has gone.
  open(title, content, { back, leave = "Close", alert = false }) {
    this.back = back;
    const heading = element("p", "sheet-title", title);
    heading.id = `${this.box.dataset.of}-sheet`;
    this.box.setAttribute("aria-labelledby", heading.id);
    this.box.setAttribute("role", alert ? "alertdialog" : "dialog");
    this.box.replaceChildren(heading, ...content, button(leave, () => this.close(), "leave"));
    this.box.hidden = false;
    this.box.querySelector("button").focus();
  }

  close() {
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this.box.replaceChildren();
    if (inside) this.back?.focus();
  }
}

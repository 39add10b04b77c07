// Whose phones are on the desk, and which of them is in the hand where only one fits.

import { get, inWords, post } from "./http.js";
import { popup } from "./popup.js";
import { button, element } from "./text.js";

const FIRST = 4;

export class People {
  // `desk` is what it needs of the page: {phones(), changed(), trouble(text)}.
  constructor(desk) {
    this.desk = desk;
    this.all = [];
    this.current = 0;
    this.news = new Set();
    popup(document.getElementById("people-opener"), document.getElementById("people"), () => this.drawList());
    document.getElementById("newcomer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(event.target);
    });
  }

  async read() {
    this.all = await get("/people");
  }

  // The choice is in the address, so that it can be kept and sent.
  ids() {
    const asked = (new URLSearchParams(location.search).get("phones") ?? "").split(",").map(Number);
    const known = asked.filter((id) => this.all.some((person) => person.id === id));
    return known.length ? [...new Set(known)] : this.all.slice(0, FIRST).map((person) => person.id);
  }

  chosen() {
    return this.ids().map((id) => this.all.find((person) => person.id === id));
  }

  choose(ids) {
    history.replaceState(null, "", `?phones=${ids.join(",")}`);
    this.desk.changed();
    this.drawList();
  }

  drawList() {
    const ids = this.ids();
    document.getElementById("everyone").replaceChildren(...this.all.map((person) => {
      const box = element("input");
      box.type = "checkbox";
      box.checked = ids.includes(person.id);
      // Somebody has to be there.
      box.disabled = box.checked && ids.length === 1;
      box.addEventListener("change", () => {
        const all = this.all.map(({ id }) => id);
        const wanted = new Set(box.checked ? [...ids, person.id] : ids.filter((id) => id !== person.id));
        this.choose(all.filter((id) => wanted.has(id)));
        document.querySelectorAll("#everyone input")[all.indexOf(person.id)].focus();
      });
      return element("li", "", element("label", "", box, person.first_name));
    }));
  }

  async add(form) {
    try {
      const person = await post("/people", { first_name: form.first_name.value });
      await this.read();
      form.reset();
      this.choose([...this.ids(), person.id]);
      this.show(person.id);
    } catch (error) {
      this.desk.trouble(inWords(error));
    }
  }

  // Where only one phone fits these are tabs; on a desk they lead the keyboard to a phone.

  drawTabs() {
    const phones = this.desk.phones();
    if (!phones.some((phone) => phone.id === this.current)) this.current = phones[0]?.id;
    document.getElementById("tabs").replaceChildren(...phones.map((phone) => {
      const made = button(phone.name, () => this.show(phone.id, true));
      made.dataset.id = phone.id;
      return made;
    }));
    this.mark();
  }

  show(id, focus = false) {
    this.current = id;
    this.news.delete(id);
    this.mark();
    const phone = this.desk.phones().find((one) => one.id === id);
    phone?.toEnd();
    if (focus) phone?.find(".start:not([hidden]), .write:not([hidden]) textarea")?.focus();
  }

  came(id) {
    const phone = this.desk.phones().find((one) => one.id === id);
    // Only where it can't be seen.
    if (phone.root.offsetParent === null) this.news.add(id);
    this.mark();
  }

  mark() {
    for (const phone of this.desk.phones()) phone.root.classList.toggle("current", phone.id === this.current);
    for (const tab of document.querySelectorAll("#tabs button")) {
      const id = Number(tab.dataset.id);
      tab.setAttribute("aria-pressed", String(id === this.current));
      tab.classList.toggle("news", this.news.has(id));
      tab.setAttribute("aria-label", `${tab.textContent}’s phone${this.news.has(id) ? ", something new" : ""}`);
    }
  }
}

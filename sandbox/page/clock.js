// The clock in the bar: what time it is in the sandbox, what is due next, and moving it.

import { inWords, post } from "./http.js";
import { element } from "./text.js";
import * as times from "./times.js";

const find = (id) => document.getElementById(id);
const OWN_NAMES = { UTC: "UTC", Berlin: "Berlin time" };

export class Clock {
  // `desk` is what it needs of the page: {phones(), trouble(text), redraw()}.
  constructor(desk) {
    this.desk = desk;
    this.offerZones();
    for (const one of document.querySelectorAll("[data-advance]")) {
      one.addEventListener("click", () => this.move({ advance: Number(one.dataset.advance) }));
    }
    find("to-next").addEventListener("click", () => this.move({ to: "next" }));
    setInterval(() => this.tick(), 1000);
  }

  offerZones() {
    find("zone").replaceChildren(...times.ZONES.map(([name, zone]) => {
      const option = element("option", "", OWN_NAMES[name] ?? `${name} time`);
      option.value = zone;
      option.selected = zone === times.chosenZone();
      return option;
    }));
    find("zone").addEventListener("change", (event) => {
      times.chooseZone(event.target.value);
      this.tick();
      this.desk.redraw();
    });
  }

  // A running clock goes on by itself between two answers.
  now() {
    const passed = this.state.frozen ? 0 : performance.now() - this.at;
    return Date.parse(this.state.now) + passed;
  }

  set(state) {
    this.state = state;
    this.at = performance.now();
    this.tick();
  }

  tick() {
    if (!this.state) return;
    const now = this.now();
    const due = this.state.next_due && Date.parse(this.state.next_due);
    find("now").textContent = `${times.day(now)}, ${times.hour(now)}`;
    find("now").dateTime = new Date(now).toISOString();
    find("clock-kind").hidden = !this.state.frozen;
    find("due").textContent = due ? dueWords(now, due) : "nothing";
    find("to-next").disabled = !due;
    for (const phone of this.desk.phones()) phone.hour(times.hour(now));
  }

  async move(body) {
    try {
      this.set(await post("/clock", body));
      find("clock-said").textContent = `It is ${find("now").textContent}.`;
    } catch (error) {
      this.desk.trouble(inWords(error));
    }
  }
}

function dueWords(now, due) {
  const day = times.day(now) === times.day(due) ? "" : `${times.day(due)}, `;
  return `${day}${times.hour(due)} (${times.until(now, due)})`;
}

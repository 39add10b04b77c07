// The page: two phones and the clock above them.

import { get, pause, post } from "./http.js";
import { Phone } from "./phone.js";

const find = (id) => document.getElementById(id);
let people = [];
let phones = [];

const page = { people: () => people, phones: () => phones, chosen: remember, trouble };

function trouble(text) {
  find("trouble").textContent = text;
}

// Which two people's phones are shown is in the address, so that it can be kept and sent.
function wanted() {
  const ids = (new URLSearchParams(location.search).get("phones") ?? "").split(",").map(Number);
  const known = ids.filter((id) => people.some((person) => person.id === id));
  return known.length ? known : people.slice(0, 2).map((person) => person.id);
}

function remember() {
  const ids = phones.map((phone) => phone.personId).join(",");
  if (ids) history.replaceState(null, "", `?phones=${ids}`);
}

const shown = (iso) => new Date(iso).toLocaleString("en-GB", {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric",
  hour: "2-digit", minute: "2-digit",
});

function drawClock(clock) {
  find("now").textContent = `${shown(clock.now)} UTC`;
  find("now").dateTime = clock.now;
  find("clock-kind").textContent = clock.frozen ? "(stopped)" : "";
  find("due").textContent = clock.next_due ? `${shown(clock.next_due)} UTC` : "nothing";
  find("to-next").disabled = !clock.next_due;
}

async function move(body) {
  try {
    drawClock(await post("/clock", body));
  } catch (error) {
    trouble(error.message);
  }
}

async function followClock() {
  for (;;) {
    try {
      drawClock(await get("/clock"));
      trouble("");
    } catch (error) {
      trouble("The sandbox doesn't answer.");
    }
    await pause(1000);
  }
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => move({ advance: Number(button.dataset.advance) }));
}
find("to-next").addEventListener("click", () => move({ to: "next" }));

followClock();
people = await get("/people");
phones = wanted().map((id) => new Phone(page, id));
find("phones").append(...phones.map((phone) => phone.root));
remember();

// The page: the phones on the desk, the bar above them, and following the sandbox.

import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { get, pause } from "./http.js";
import { People } from "./people.js";
import { Phone } from "./phone.js";

const WAIT_SECONDS = 25;
// A bot that runs picks up what waits in less; one that starts needs a little more.
const PATIENCE = 3000;

const status = document.getElementById("status");
let phones = [];
let bot = { first_name: "Bot" };

const desk = {
  phones: () => phones,
  bot: () => bot,
  people: () => people.all,
  show: (phone) => people.show(phone.id),
  came: (phone) => people.came(phone.id),
  changed: layOut,
  trouble: (text) => { status.textContent = text; },
  redraw,
};

const clock = new Clock(desk);
const people = new People(desk);
new Faults(desk);

// Phones that stay keep their state; the page's other parts look at them through the desk.
function layOut() {
  const before = new Map(phones.map((phone) => [phone.id, phone]));
  phones = people.chosen().map((person) => before.get(person.id) ?? new Phone(desk, person));
  document.getElementById("phones").replaceChildren(...phones.map((phone) => phone.root));
  people.drawTabs();
  for (const phone of phones) {
    if (before.has(phone.id)) phone.toEnd();
  }
  clock.tick();
  if (state) follow().catch(() => {});
}

function redraw() {
  for (const phone of phones) phone.forget();
  follow().catch(() => {});
}

// The sandbox answers as soon as anything changes, in one request for all phones.

let state = null;

const follow = () => Promise.all(phones.map((phone) => phone.follow(state.phones[phone.id])));

// It may be another sandbox behind the same address: nothing of what was shown holds.
async function arrive() {
  state = null;
  bot = await get("/about");
  await people.read();
  layOut();
  for (const phone of phones) phone.forget();
}

let waiting = null;

// The bot is away when something waits for it and goes on waiting.
function watchBot(pending) {
  if (!pending) {
    clearTimeout(waiting);
    waiting = null;
    desk.trouble("");
  } else if (!waiting) {
    waiting = setTimeout(() => desk.trouble("Waiting for the bot. It reads this when it is back."), PATIENCE);
  }
}

for (let tag = null; ;) {
  try {
    if (tag === null) await arrive();
    state = await get(`/changes?tag=${tag ?? ""}&timeout=${WAIT_SECONDS}`, WAIT_SECONDS + 10);
    clock.set(state.clock);
    await follow();
    if (tag === null) desk.trouble("");
    tag = state.tag;
    watchBot(state.pending);
  } catch {
    desk.trouble("The sandbox doesn’t answer. Waiting for it.");
    tag = null;
    await pause(1000);
  }
}

// "Break something": faults on demand, in plain words.

import { get, inWords, post, remove } from "./http.js";
import { popup } from "./popup.js";
import { button, element } from "./text.js";

// What the bot meets: its name here, what the sandbox calls it, and how.
const KINDS = [
  ["Telegram says: too many, wait 5 s", { kind: "too_many_requests", retry_after: 5 }],
  ["Telegram has an error of its own", { kind: "server_error" }],
  ["A web page comes back, not an answer", { kind: "bad_gateway" }],
  ["The line breaks before Telegram has it", { kind: "closed", when: "before" }],
  ["The line breaks after Telegram has it", { kind: "closed", when: "after" }],
  ["Silence for a minute, then it is done", { kind: "hang", when: "before", seconds: 60 }],
  ["It is done, then silence for a minute", { kind: "hang", when: "after", seconds: 60 }],
  ["Only half of Telegram’s answer arrives", { kind: "truncated" }],
  ["The next tap or message arrives twice", { kind: "duplicate_update" }],
  ["Telegram says: the bot was blocked", { kind: "blocked" }],
  ["Telegram says: no such chat", { kind: "chat_not_found" }],
  ["The chat has moved to another number", { kind: "migrated" }],
  ["The bot’s token is no longer good", { kind: "unauthorized" }],
  ["Telegram doesn’t know that call", { kind: "not_found" }],
];
const METHODS = [
  ["does anything", ""], ["sends words", "sendMessage"], ["changes a message", "editMessageText"],
  ["answers a tap", "answerCallbackQuery"], ["asks what is new", "getUpdates"],
  ["sends a picture", "sendPhoto"], ["sends a file", "sendDocument"], ["fetches a file", "download"],
];
const TIMES = [["once", 1], ["3 times", 3], ["until I mend it", 0]];
// Far from anybody's own number.
const MOVED = 5_000_000_000;

export class Faults {
  // `desk` is what it needs of the page: {people()}.
  constructor(desk) {
    this.desk = desk;
    this.box = document.getElementById("faults");
    this.kind = choice("What happens", KINDS.map(([label], i) => [label, i]));
    this.method = choice("When the bot", METHODS);
    this.chat = choice("For", []);
    this.times = choice("How often", TIMES);
    this.list = element("ul", "broken");
    this.said = element("p", "said");
    this.said.setAttribute("role", "status");
    this.box.replaceChildren(element("p", "", "The bot should come through each of these."),
      this.form(), this.said, this.list);
    popup(document.getElementById("faults-opener"), this.box, () => this.opened());
    // Hits are counted in the sandbox; looked at only while somebody looks.
    setInterval(() => { if (!this.box.hidden) this.read(); }, 1000);
  }

  form() {
    const made = element("form", "ask", this.kind, this.method, this.chat, this.times,
      element("button", "main", "Break it"));
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      this.change(() => post("/faults", this.asked()));
    });
    return made;
  }

  opened() {
    const people = this.desk.people().map(({ id, first_name: name }) => [name, id]);
    fill(this.chat, [["everybody", ""], ...people]);
    this.read();
  }

  asked() {
    const fault = { ...KINDS[value(this.kind)][1] };
    const [method, chat, count] = [this.method, this.chat, this.times].map(value);
    if (method) fault.method = method;
    if (fault.kind === "migrated") fault.migrate_to = MOVED + Number(chat);
    if (chat) fault.chat = Number(chat);
    if (Number(count)) fault.times = Number(count);
    return fault;
  }

  async change(act) {
    try {
      await act();
      this.said.textContent = "";
      await this.read();
    } catch (error) {
      this.said.textContent = inWords(error);
    }
  }

  async read() {
    let faults = [];
    try {
      faults = await get("/faults");
    } catch {
      // The line above the phones says that the sandbox is away.
    }
    const text = JSON.stringify(faults);
    if (text === this.shown) return;
    this.shown = text;
    this.list.replaceChildren(...faults.map((fault) => this.row(fault)));
    this.list.hidden = faults.length === 0;
  }

  row(fault) {
    const label = KINDS.find(([, one]) => (
      one.kind === fault.kind && (!one.when || one.when === fault.when)))?.[0] ?? fault.kind;
    const left = fault.left === null ? "until mended" : `${fault.left} left`;
    const mend = button("Mend", () => this.change(() => remove(`/faults/${fault.id}`)));
    mend.setAttribute("aria-label", `Mend: ${label}`);
    return element("li", "", element("span", "", label,
      element("small", "", `${left}, met ${fault.hits === 1 ? "once" : `${fault.hits} times`}`)), mend);
  }
}

function choice(words, options) {
  const label = element("label", "", words);
  const select = element("select");
  select.id = `fault-${words.toLowerCase().replaceAll(" ", "-")}`;
  label.htmlFor = select.id;
  const made = element("div", "field", label, select);
  fill(made, options);
  return made;
}

function fill(field, options) {
  const select = field.querySelector("select");
  const before = select.value;
  select.replaceChildren(...options.map(([text, id]) => {
    const option = element("option", "", text);
    option.value = id;
    option.selected = String(id) === before;
    return option;
  }));
}

const value = (field) => field.querySelector("select").value;

// One phone: somebody's chat with the bot.

import { bubble } from "./bubble.js";
import { Foot } from "./foot.js";
import { get, inWords, post, upload } from "./http.js";
import { close, popup } from "./popup.js";
import { Sheet } from "./sheet.js";
import { button, element, isStartLink } from "./text.js";
import * as times from "./times.js";

// Who they are in this house's stories. Anybody else has just their name.
const ROLES = { 1001: "the person", 1002: "a caregiver", 1003: "a therapist", 1004: "a stranger" };
const COLOURS = 6;

export class Phone {
  // `desk` is what a phone needs of the page: {phones(), bot(), show(phone), came(phone)}.
  constructor(desk, person) {
    this.desk = desk;
    this.id = person.id;
    this.name = person.first_name;
    this.version = null;
    this.drawn = new Map();
    this.root = document.getElementById("phone").content.cloneNode(true).querySelector(".phone");
    this.chat = this.find(".chat");
    this.dress();
    this.sheet = new Sheet(this.find(".sheet"));
    this.foot = new Foot(this);
    this.listen();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get botName() {
    return this.desk.bot().first_name;
  }

  // Names, once: every control says whose it is, because there are several of each on the desk.

  dress() {
    this.root.id = `phone-${this.id}`;
    this.root.setAttribute("aria-label", `${this.name}’s phone`);
    this.find("h2").textContent = this.name;
    this.find(".face").textContent = this.name.slice(0, 1);
    this.find(".face").classList.add(`face-${this.id % COLOURS}`);
    this.find(".role").textContent = ROLES[this.id] ?? "";
    this.find(".bot-name").textContent = this.botName;
    this.find(".sheet").dataset.of = this.root.id;
    const labels = {
      ".chat": `${this.name}’s chat`, ".more-opener": `More on ${this.name}’s phone`,
      ".keyboard": `${this.name}’s standing keyboard`, ".more": `More on ${this.name}’s phone`,
    };
    for (const [selector, label] of Object.entries(labels)) {
      this.find(selector).setAttribute("aria-label", label);
    }
  }

  listen() {
    popup(this.find(".more-opener"), this.find(".more"));
    this.find(".block").addEventListener("click", () => { close(); this.block(!this.blocked); });
    this.find(".link").addEventListener("submit", (event) => {
      event.preventDefault();
      this.start(event.target.link.value);
      event.target.reset();
    });
    this.find(".latest").addEventListener("click", () => this.toEnd());
    this.chat.addEventListener("scroll", () => {
      this.atEnd = this.isAtEnd();
      if (this.atEnd) this.seen();
    });
    // A keyboard that comes up or a line above the phones takes room: the end stays in view.
    new ResizeObserver(() => { if (this.atEnd) this.toEnd(); }).observe(this.chat);
  }

  // What the person does

  async act(doing) {
    try {
      return await doing();
    } catch (error) {
      this.toast(inWords(error));
      return null;
    }
  }

  ask(path, body) {
    return this.act(() => post(`/people/${this.id}/${path}`, body));
  }

  say(text) {
    return this.ask("messages", { text });
  }

  sendPlace(latitude, longitude) {
    this.sheet.close();
    return this.ask("messages", { location: { latitude, longitude } });
  }

  send(fields) {
    return this.act(() => upload(`/people/${this.id}/messages`, fields));
  }

  start(link = "") {
    close();
    return this.ask("start", { link });
  }

  block(blocked) {
    return this.ask("block", { blocked });
  }

  // The button shows that it was tapped until the bot answers.
  async tap(message, label, pressed) {
    pressed.classList.add("waiting");
    const done = await this.ask("taps", { message_id: message.message_id, button: label });
    if (done) this.waiting = { id: done.query_id, pressed };
    else pressed.classList.remove("waiting");
    if (done && this.state?.toast?.query_id === done.query_id) this.stopWaiting();
  }

  stopWaiting() {
    this.waiting?.pressed.classList.remove("waiting");
    this.waiting = null;
  }

  // A link made on one phone is mostly meant for another.
  openLink(url) {
    if (!isStartLink(url)) {
      if (/^https?:/.test(url)) window.open(url, "_blank", "noopener,noreferrer");
      return;
    }
    const choices = this.desk.phones().map((phone) => button(`${phone.name}’s phone`, () => {
      this.sheet.close();
      this.desk.show(phone);
      phone.start(url);
    }));
    this.sheet.open("Open this link on", choices, { back: this.chat });
  }

  // Following the chat

  // Told which version is there now; asks only if that isn't the one which is shown.
  async follow(version) {
    if (version === this.version) return;
    this.draw(await get(`/people/${this.id}/messages`));
  }

  // Everything anew: another zone, or another sandbox behind the same address.
  forget() {
    this.version = null;
    this.chat.setAttribute("aria-live", "off");
    this.drawn.clear();
    this.chat.replaceChildren();
  }

  message(id) {
    return this.state?.messages.find((message) => message.message_id === id);
  }

  draw(state) {
    const first = this.version === null;
    // Two answers may overtake each other.
    if (!first && state.version < this.version) return;
    const atEnd = first || this.atEnd;
    const last = this.state?.messages.at(-1)?.message_id ?? 0;
    this.state = state;
    this.version = state.version;
    this.blocked = state.blocked;
    this.drawMessages(state.messages);
    this.drawToast(state.toast, first);
    this.find(".bot-state").textContent = state.blocked ? "blocked" : "bot";
    this.find(".block").textContent = state.blocked ? "Unblock the bot" : "Block the bot";
    this.foot.draw(state);
    const fresh = state.messages.filter((message) => message.message_id > last);
    if (atEnd || fresh.some((message) => !message.from_bot)) this.toEnd();
    else if (fresh.length) this.count(fresh.length);
    if (!first && fresh.some((message) => message.from_bot)) this.desk.came(this);
    // What was there before isn't read out; what comes from now on is.
    if (first) requestAnimationFrame(() => this.chat.setAttribute("aria-live", "polite"));
  }

  drawMessages(messages) {
    const wanted = messages.length ? this.wanted(messages) : [this.keep("empty", 0, () => this.empty())];
    const there = new Set(wanted);
    for (const [key, { node }] of this.drawn) {
      if (!there.has(node)) { node.remove(); this.drawn.delete(key); }
    }
    wanted.forEach((node, i) => {
      if (this.chat.children[i] !== node) this.chat.insertBefore(node, this.chat.children[i] ?? null);
    });
  }

  wanted(messages) {
    let day = "";
    return messages.flatMap((message) => {
      const nodes = [];
      const its = times.day(message.date * 1000);
      if (its !== day) {
        nodes.push(this.keep(`day ${its}`, 0, () => element("p", "day", element("span", "", its))));
        day = its;
      }
      nodes.push(this.keep(message.message_id, message.version, () => bubble(this, message)));
      return nodes;
    });
  }

  // The node of that key; made anew only if its version is another one.
  keep(key, version, make) {
    const old = this.drawn.get(key);
    if (old?.version === version) return old.node;
    const node = make();
    if (old) replace(old.node, node);
    this.drawn.set(key, { version, node });
    return node;
  }

  empty() {
    return element("div", "empty",
      element("p", "", "No messages yet."),
      element("p", "", `A start link opens the chat with an invitation. Paste it here, or press Start.`),
      this.linkForm());
  }

  linkForm() {
    const form = this.find(".link").cloneNode(true);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start(form.link.value);
    });
    return form;
  }

  drawToast(toast, first) {
    const isNew = !first && toast && toast.query_id !== this.lastToast;
    this.lastToast = toast?.query_id;
    if (this.waiting?.id === this.lastToast) this.stopWaiting();
    if (!isNew || !toast.text) return;
    if (toast.alert) this.sheet.open(toast.text, [], { back: this.chat, leave: "OK", alert: true });
    else this.toast(toast.text);
  }

  toast(text) {
    const box = this.find(".toast");
    box.textContent = text;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { box.textContent = ""; }, 5000);
  }

  // Reading along

  isAtEnd() {
    return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 40;
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
    this.atEnd = true;
    this.seen();
  }

  seen() {
    this.unread = 0;
    this.find(".latest").hidden = true;
  }

  count(more) {
    this.unread = (this.unread ?? 0) + more;
    this.find(".count").textContent = this.unread;
    this.find(".latest").setAttribute("aria-label", `${this.unread} new on ${this.name}’s phone. Go to the latest`);
    this.find(".latest").hidden = false;
  }

  hour(text) {
    this.find(".hour").textContent = text;
  }
}

// Keep the keyboard's place, but on the message: never on a button that wasn't there before.
function replace(old, node) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(node);
  if (focused) node.focus({ preventScroll: true });
}

// One phone: somebody's chat with the bot.

import { get, pause, post } from "./http.js";
import { CITIES } from "./places.js";
import { button, element, formatted, isStartLink } from "./text.js";

const WAIT_SECONDS = 25;

export class Phone {
  // `page` is what a phone needs of the page: {people(), phones(), chosen(), trouble(text)}.
  constructor(page, personId) {
    this.page = page;
    const copy = document.getElementById("phone").content.cloneNode(true);
    this.root = copy.querySelector(".phone");
    this.listen();
    this.offerPeople(personId);
    this.open(personId);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get name() {
    return this.page.people().find((person) => person.id === this.personId)?.first_name ?? "?";
  }

  // What the person does

  act(path, body) {
    return post(`/people/${this.personId}/${path}`, body).catch((error) => this.toast(error.message));
  }

  say(text) {
    return this.act("messages", { text });
  }

  start(link = "") {
    this.find(".menu").open = false;
    return this.act("start", { link });
  }

  sendPlace(latitude, longitude) {
    this.find(".places").hidden = true;
    return this.act("messages", { location: { latitude, longitude } });
  }

  // Wiring, once

  listen() {
    this.find("select").addEventListener("change", (event) => this.open(Number(event.target.value)));
    this.find(".start").addEventListener("click", () => this.start());
    this.find(".place").addEventListener("click", () => this.askPlace());
    this.find(".block").addEventListener("click", () => this.act("block", { blocked: !this.blocked }));
    this.find(".alert button").addEventListener("click", () => { this.find(".alert").hidden = true; });
    this.find(".places .close").addEventListener("click", () => { this.find(".places").hidden = true; });
    this.onSubmit(".link", (form) => { this.start(form.link.value); form.reset(); });
    this.onSubmit(".places", (form) => this.sendPlace(Number(form.latitude.value), Number(form.longitude.value)));
    this.onSubmit(".write", (form) => { this.write(form.text); });
    this.find("textarea").addEventListener("keydown", (event) => this.onKey(event));
    this.find(".cities").append(...CITIES.map(([name, latitude, longitude]) => (
      button(name, () => this.sendPlace(latitude, longitude)))));
  }

  onSubmit(selector, act) {
    this.find(selector).addEventListener("submit", (event) => {
      event.preventDefault();
      act(event.target);
    });
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.write(event.target);
  }

  write(field) {
    if (field.value.trim()) this.say(field.value);
    field.value = "";
  }

  offerPeople(personId) {
    const options = this.page.people().map((person) => {
      const option = element("option", "", person.first_name);
      option.value = person.id;
      option.selected = person.id === personId;
      return option;
    });
    this.find("select").replaceChildren(...options);
  }

  // Following the chat

  open(personId) {
    this.personId = personId;
    this.stop?.abort();
    this.stop = new AbortController();
    this.shown = new Map();
    this.lastToast = undefined;
    this.find(".chat").replaceChildren();
    this.find(".chat").setAttribute("aria-label", `${this.name}'s chat`);
    this.root.setAttribute("aria-label", `${this.name}'s phone`);
    this.page.chosen();
    this.follow(this.stop.signal);
  }

  async follow(signal) {
    let version = -1;
    while (!signal.aborted) {
      try {
        const path = `/people/${this.personId}/messages?after=${version}&timeout=${WAIT_SECONDS}`;
        const chat = await get(path, signal);
        if (signal.aborted) return;
        version = chat.version;
        this.draw(chat);
      } catch (error) {
        if (signal.aborted) return;
        this.page.trouble("The sandbox doesn't answer.");
        await pause(1000);
      }
    }
  }

  draw(chat) {
    const list = this.find(".chat");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const last = this.lastShown;
    this.blocked = chat.blocked;
    this.drawMessages(list, chat.messages);
    this.drawKeyboard(chat.reply_keyboard);
    this.drawMenu(chat.commands);
    this.drawToast(chat.toast);
    this.find(".start").hidden = chat.started && !chat.blocked;
    this.find(".write").hidden = chat.blocked || !chat.started;
    this.find(".block").textContent = chat.blocked ? "Unblock the bot" : "Block the bot";
    this.lastShown = chat.messages.at(-1)?.message_id;
    if (atEnd || this.lastShown !== last) list.scrollTop = list.scrollHeight;
  }

  drawMessages(list, messages) {
    const there = new Set(messages.map((message) => message.message_id));
    for (const [id, { item }] of this.shown) {
      if (!there.has(id)) { item.remove(); this.shown.delete(id); }
    }
    messages.forEach((message, i) => this.drawMessage(list, message, messages[i - 1]));
  }

  drawMessage(list, message, previous) {
    const old = this.shown.get(message.message_id);
    if (old?.version === message.version) return;
    const item = this.bubble(message, previous);
    if (old) replace(old.item, item);
    else list.append(item);
    this.shown.set(message.message_id, { version: message.version, item });
  }

  bubble(message, previous) {
    const item = element("li", message.from_bot ? "bot" : "own");
    item.tabIndex = -1;
    if (!previous || day(previous.date) !== day(message.date)) {
      item.append(element("p", "day", day(message.date)));
    }
    const box = element("div", "bubble");
    const content = element("div", "text");
    content.append(message.location ? place(message.location) : this.words(message));
    box.append(content, meta(message));
    item.append(box, this.inlineKeyboard(message));
    return item;
  }

  words(message) {
    return formatted(message.text, message.entities, {
      command: (text) => this.say(text),
      link: (url) => this.chooseOpener(url),
    });
  }

  inlineKeyboard(message) {
    const keyboard = element("div", "inline");
    for (const row of message.keyboard) {
      const line = element("div", "row");
      line.append(...row.map((one) => this.inlineButton(message, one)));
      keyboard.append(line);
    }
    return keyboard;
  }

  inlineButton(message, one) {
    const tap = { message_id: message.message_id, button: one.text };
    if (!one.url) return button(one.text, () => this.act("taps", tap));
    return button(one.text, () => this.followUrl(one.url));
  }

  followUrl(url) {
    if (isStartLink(url)) this.chooseOpener(url);
    else if (/^https?:/.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  }

  // A start link made on one phone is mostly meant for the other.
  chooseOpener(url) {
    const choose = element("div", "openers");
    choose.append(element("p", "", "Open this link on"));
    for (const phone of this.page.phones()) {
      choose.append(button(`${phone.name}'s phone`, () => { choose.remove(); phone.start(url); }));
    }
    choose.append(button("Close", () => choose.remove()));
    this.find(".openers")?.remove();
    this.find(".toast").before(choose);
    choose.querySelector("button").focus();
  }

  drawKeyboard(keyboard) {
    const rows = (keyboard?.keyboard ?? []).map((row) => {
      const line = element("div", "row");
      line.append(...row.map((one) => button(one.text, () => (
        one.request_location ? this.askPlace() : this.say(one.text)))));
      return line;
    });
    this.find(".keyboard").replaceChildren(...rows);
    this.find("textarea").placeholder = keyboard?.input_field_placeholder || "Message";
  }

  askPlace() {
    this.find(".menu").open = false;
    this.find(".places").hidden = false;
    this.find(".cities button").focus();
  }

  drawMenu(commands) {
    this.find(".commands").replaceChildren(...commands.map(({ command, description }) => {
      const item = element("li");
      const made = button(`/${command}`, () => { this.find(".menu").open = false; this.say(`/${command}`); });
      made.append(element("span", "", description));
      item.append(made);
      return item;
    }));
  }

  drawToast(toast) {
    const isNew = this.lastToast !== undefined && toast && toast.query_id !== this.lastToast;
    this.lastToast = toast?.query_id ?? null;
    if (!isNew || !toast.text) return;
    if (toast.alert) this.alert(toast.text);
    else this.toast(toast.text);
  }

  alert(text) {
    this.find(".alert p").textContent = text;
    this.find(".alert").hidden = false;
    this.find(".alert button").focus();
  }

  async toast(text) {
    const box = this.find(".toast");
    box.textContent = text;
    await pause(4000);
    if (box.textContent === text) box.textContent = "";
  }
}

// Keep the keyboard's place, but on the message: never on a button that wasn't there before.
function replace(old, item) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(item);
  if (focused) item.focus();
}

function meta(message) {
  const line = element("p", "meta");
  if (message.silent) line.append(element("span", "mark", "silent"));
  if (message.edited) line.append(element("span", "mark", "edited"));
  const time = element("time", "", new Date(message.date * 1000).toISOString().slice(11, 16));
  time.dateTime = new Date(message.date * 1000).toISOString();
  line.append(time);
  return line;
}

const day = (seconds) => new Date(seconds * 1000).toLocaleDateString("en-GB", {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short",
});

const place = ({ latitude, longitude }) => `A place: ${latitude}, ${longitude}`;

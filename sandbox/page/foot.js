// The foot of a phone: writing, the menu of commands, sending things, the standing keyboard.

import { PLACES } from "./places.js";
import { close, popup } from "./popup.js";
import { button, element, icon } from "./text.js";

const VOICE_SECONDS = 3;

export class Foot {
  constructor(phone) {
    this.phone = phone;
    this.field = phone.find("textarea");
    this.picker = phone.find(".pick");
    this.name();
    this.listen();
    this.fillAttach();
  }

  name() {
    const { name } = this.phone;
    const labels = {
      textarea: `Message from ${name}`, ".send": `Send as ${name}`,
      ".menu-opener": `Menu on ${name}’s phone`, ".menu": "What the bot can do",
      ".attach-opener": `Send something from ${name}’s phone`, ".attach": "Send something",
    };
    for (const [selector, label] of Object.entries(labels)) {
      this.phone.find(selector).setAttribute("aria-label", label);
    }
  }

  listen() {
    popup(this.phone.find(".menu-opener"), this.phone.find(".menu"));
    popup(this.phone.find(".attach-opener"), this.phone.find(".attach"));
    this.phone.find(".start").addEventListener("click", () => (
      this.phone.blocked ? this.phone.block(false) : this.phone.start()));
    this.phone.find(".write").addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.write();
    });
    this.picker.addEventListener("change", () => this.sendPicked());
  }

  // What was written stays in the field until the sandbox has it.
  async write() {
    const text = this.field.value;
    if (!text.trim()) return;
    if (await this.phone.say(text) && this.field.value === text) this.field.value = "";
    this.field.focus();
  }

  // Sending things

  fillAttach() {
    const choices = [
      ["photo", "A picture…", () => this.pick("photo", "image/png,image/jpeg")],
      ["photo", "A picture made up here", () => this.sendSample("sheet.png", { kind: "photo" })],
      ["voice", "A voice message made up here", () => (
        this.sendSample("voice.ogg", { kind: "voice", duration: VOICE_SECONDS }))],
      ["voice", "A voice message from a file…", () => this.pick("voice", "audio/ogg,.oga,.opus")],
      ["file", "A file or a film…", () => this.pick("document", "")],
      ["place", "A place…", () => this.askPlace()],
    ];
    this.phone.find(".attach").replaceChildren(...choices.map(([shape, label, act]) => {
      const made = button(label, () => { close(); act(); });
      made.prepend(icon(shape));
      return made;
    }));
  }

  pick(kind, accept) {
    this.kind = kind;
    this.picker.accept = accept;
    this.picker.click();
  }

  async sendPicked() {
    const [file] = this.picker.files;
    if (!file) return;
    const kind = this.kind === "document" && file.type === "video/mp4" ? "video" : this.kind;
    await this.phone.send({ kind, file });
    this.picker.value = "";
  }

  sendSample(name, fields) {
    return this.phone.act(async () => {
      const bytes = await (await fetch(`/page/samples/${name}`)).blob();
      await this.phone.send({ ...fields, file: new File([bytes], name, { type: bytes.type }) });
    });
  }

  askPlace() {
    const places = PLACES.map(({ name, latitude, longitude }) => (
      button(name, () => this.phone.sendPlace(latitude, longitude))));
    this.phone.sheet.open("Which place?", [element("div", "cities", ...places), this.byNumbers()], {
      back: this.field,
    });
  }

  byNumbers() {
    const form = element("form", "numbers",
      coordinate("Latitude", "latitude", 90), coordinate("Longitude", "longitude", 180),
      element("button", "", "Send"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.phone.sendPlace(Number(form.latitude.value), Number(form.longitude.value));
    });
    return form;
  }

  // Following the chat

  draw(state) {
    const silent = state.blocked || !state.started;
    const start = this.phone.find(".start");
    start.hidden = !silent;
    start.textContent = state.blocked ? "Unblock" : "Start";
    start.setAttribute("aria-label", `${start.textContent} the bot on ${this.phone.name}’s phone`);
    this.phone.find(".write").hidden = silent;
    this.field.placeholder = state.reply_keyboard?.input_field_placeholder || "Message";
    this.drawMenu(state.commands);
    this.drawKeyboard(silent ? [] : state.reply_keyboard?.keyboard ?? []);
  }

  drawMenu(commands) {
    this.phone.find(".menu-opener").hidden = commands.length === 0;
    if (!changed(this, "commands", commands)) return;
    this.phone.find(".menu").replaceChildren(...commands.map(({ command, description }) => {
      const made = button(`/${command}`, () => { close(); this.phone.say(`/${command}`); });
      made.prepend(element("span", "does", description), " ");
      return made;
    }));
  }

  drawKeyboard(rows) {
    if (!changed(this, "rows", rows)) return;
    this.phone.find(".keyboard").replaceChildren(...rows.map((row) => (
      element("div", "row", ...row.map((one) => button(one.text, () => (
        one.request_location ? this.askPlace() : this.phone.say(one.text))))))));
  }
}

// Drawn again only when it is another one: the keyboard's focus may be on it.
function changed(holder, name, value) {
  const text = JSON.stringify(value);
  if (holder[name] === text) return false;
  holder[name] = text;
  return true;
}

function coordinate(label, name, most) {
  const field = element("input");
  Object.assign(field, { type: "number", step: "any", min: -most, max: most, required: true, name });
  return element("label", "", `${label} `, field);
}

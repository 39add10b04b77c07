// One message: its bubble, what it says about itself, and the buttons under it.

import { media, place } from "./media.js";
import { button, element, formatted, icon, unseen } from "./text.js";
import * as times from "./times.js";

// `phone` is whose chat it is: {name, botName, say(text), tap(message, label, button),
// openLink(url), message(id)}.
export function bubble(phone, message) {
  const whole = element("div", `message ${message.from_bot ? "bot-said" : "own"}`);
  whole.tabIndex = -1;
  const box = element("div", "bubble", unseen(
    message.from_bot ? `${phone.botName} to ${phone.name}: ` : `${phone.name}: `));
  const quoted = message.reply_to && phone.message(message.reply_to);
  if (quoted) box.append(quote(phone, quoted));
  if (message.media) box.append(media(message));
  if (message.location) box.append(place(message.location));
  const words = shownWords(message);
  if (words) box.append(text(phone, words, message.text ? message.entities : message.caption_entities));
  if (!words) box.classList.add("wordless");
  if (message.media?.kind === "photo" || message.media?.kind === "video") box.classList.add("picture");
  // The time stands in the corner: in line with the last words, where there is room.
  (box.querySelector(".text") ?? box.querySelector(".corner") ?? box).append(meta(message));
  whole.append(box);
  if (message.keyboard.length) whole.append(inlineKeyboard(phone, message));
  return whole;
}

// What a start link carries is for the bot; a phone shows the command alone.
function shownWords({ text: words, caption, from_bot: fromBot }) {
  return !fromBot && words.startsWith("/start ") ? "/start" : words || caption;
}

function text(phone, words, entities) {
  const made = element("div", "text");
  // A left-to-right name in a right-to-left sentence, or the other way round, stays readable.
  made.dir = "auto";
  made.append(formatted(words, entities ?? [], {
    command: (command) => phone.say(command),
    link: (url) => phone.openLink(url),
  }));
  return made;
}

function quote(phone, quoted) {
  const said = quoted.text || quoted.caption || "Something sent";
  return element("blockquote", "quote",
    element("strong", "", quoted.from_bot ? phone.botName : phone.name), said.split("\n")[0]);
}

function meta(message) {
  const line = element("span", "meta");
  if (message.silent) {
    const mark = element("span", "mark", icon("silent"), unseen("silent "));
    mark.title = "Came without a sound";
    line.append(mark);
  }
  if (message.edited) line.append(element("span", "mark", "edited "));
  const moment = message.date * 1000;
  const time = element("time", "", times.hour(moment));
  time.dateTime = new Date(moment).toISOString();
  time.title = `${times.longDay(moment)}, ${times.hour(moment)}`;
  line.append(time);
  return line;
}

function inlineKeyboard(phone, message) {
  const keyboard = element("div", "inline");
  keyboard.setAttribute("role", "group");
  keyboard.setAttribute("aria-label", "Buttons of this message");
  for (const row of message.keyboard) {
    keyboard.append(element("div", "row", ...row.map((one) => inlineButton(phone, message, one))));
  }
  return keyboard;
}

function inlineButton(phone, message, one) {
  if (one.url) return button(`${one.text} ↗`, () => phone.openLink(one.url));
  return button(one.text, (event) => phone.tap(message, one.text, event.currentTarget));
}

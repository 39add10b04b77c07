// Elements, and Telegram's formatted text as elements. Text only ever goes through textContent.

const SVG = "http://www.w3.org/2000/svg";
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "mark",
};

export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

export function button(text, click, className = "") {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", click);
  return made;
}

export function shape(tag, attributes, ...content) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

export const icon = (name) => (
  shape("svg", { class: "icon", "aria-hidden": "true" }, shape("use", { href: `#i-${name}` })));

// Read out, not seen.
export const unseen = (text) => element("span", "unseen", text);

// `on` says what a command and a link do when clicked: {command(text), link(url)}.
export function formatted(text, entities, on) {
  const whole = document.createDocumentFragment();
  fill(whole, text, entities, 0, text.length, on);
  return whole;
}

// Entities come sorted by offset, the longer first, so an inner one follows its outer one.
function fill(parent, text, entities, from, to, on) {
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const one = entities[i];
    const end = Math.min(one.offset + one.length, to);
    if (one.offset < at) continue;
    parent.append(text.slice(at, one.offset));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    const made = wrap(one, text.slice(one.offset, end), on);
    if (made.childNodes.length === 0) fill(made, text, inner, one.offset, end, on);
    parent.append(made);
    at = end;
  }
  parent.append(text.slice(at, to));
}

function wrap(entity, text, on) {
  if (entity.type === "bot_command") return button(text, () => on.command(text), "inline-link");
  if (entity.type === "url") return link(text.startsWith("http") ? text : `https://${text}`, text, on);
  if (entity.type === "text_link") return link(entity.url, text, on);
  return element(TAGS[entity.type] ?? "span");
}

// A start link opens on a phone of this desk. Any other leads outside: in a tab of its own, and
// only when somebody clicks.
function link(url, text, on) {
  if (isStartLink(url)) return button(text, () => on.link(url), "inline-link");
  const made = element("a", "", text);
  if (/^https?:\/\//.test(url)) made.href = url;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

export const isStartLink = (url) => /^https?:\/\/t\.me\/\w+(\?start=|$)/.test(url);

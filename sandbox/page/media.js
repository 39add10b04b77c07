// What a message carries besides words: pictures, films, files, voices, places.

import { nameOf } from "./places.js";
import { element, icon, shape } from "./text.js";
import { voice } from "./voice.js";

const MAKERS = { photo, video, voice, document: file };

export function media(message) {
  const { media: one, caption } = message;
  return MAKERS[one.kind]?.(one, caption) ?? file(one);
}

// A click shows it in full, in a tab of its own.
function photo(one, caption) {
  const picture = element("img");
  picture.src = one.url;
  picture.alt = caption ? `Picture: ${caption}` : "Picture";
  reserve(picture, one);
  const made = element("a", "photo", picture);
  made.href = one.url;
  made.target = "_blank";
  made.rel = "noopener";
  return made;
}

function video(one) {
  const made = element("video", "video");
  made.src = one.url;
  made.controls = true;
  made.preload = "metadata";
  made.setAttribute("aria-label", "Film");
  reserve(made, one);
  return made;
}

// Its room is kept before it has loaded, so that the chat doesn't jump. At most 20rem high: a width
// must be said for that, since "auto" is nothing yet.
function reserve(made, { width, height }) {
  if (!width || !height) return;
  Object.assign(made, { width, height });
  made.style.width = `min(${width}px, ${(20 * width) / height}rem)`;
}

function file(one) {
  const name = one.file_name ?? "File";
  const made = element("a", "file", element("span", "disc", icon("file")), element("span", "file-words",
    element("span", "file-name", name), element("span", "file-size", size(one.file_size))));
  made.href = one.url;
  made.download = name;
  return made;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

// A drawn map of nowhere: a real one would ask somebody outside this machine.
export function place(where) {
  const map = shape("svg", { class: "map", viewBox: "0 0 240 110", "aria-hidden": "true",
    preserveAspectRatio: "xMidYMid slice" },
  shape("rect", { class: "land", width: 240, height: 110 }),
  shape("path", { class: "water", d: "M0 84c50-24 84 14 130-6s70-30 110-16v48H0z" }),
  shape("path", { class: "street", d: "M-5 30 250 56M60-5l26 120M168-5l-18 70M-5 62l88-22" }),
  shape("path", { class: "park", d: "M178 10h44v26l-46-4z" }),
  shape("use", { class: "pin", href: "#i-place", x: 102, y: 26, width: 36, height: 36 }));
  const { latitude, longitude } = where;
  const name = nameOf(where) ?? "A place";
  return element("div", "place", map, element("span", "place-name", name),
    element("div", "corner", element("span", "place-where", `${latitude}, ${longitude}`)));
}

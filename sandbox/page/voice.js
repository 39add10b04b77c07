// A voice message: a button, a few bars that fill up, the time.

import { button, element, icon, shape } from "./text.js";

const BARS = 30;

export function voice(one) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = one.url;
  const seconds = one.duration;
  const left = element("span", "voice-time", clock(seconds));
  const lines = bars(one.url);
  const play = button("", () => (audio.paused ? start(audio, play) : audio.pause()), "disc");
  const show = () => face(play, audio.paused, seconds);
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("timeupdate", () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : seconds || 1;
    fill(lines, audio.ended ? 0 : audio.currentTime / whole);
    left.textContent = clock(audio.paused ? seconds : audio.currentTime);
  });
  show();
  return element("div", "voice", play, element("div", "voice-body", lines, element("div", "corner", left)));
}

async function start(audio, play) {
  try {
    await audio.play();
  } catch {
    play.title = "This browser can’t play it";
  }
}

function face(play, paused, seconds) {
  play.replaceChildren(icon(paused ? "play" : "pause"));
  play.setAttribute("aria-label", paused ? `Play the voice message${seconds ? `, ${seconds} s` : ""}` : "Pause");
}

// No two alike, and each the same every time it is drawn. It isn't the sound's own shape.
function bars(seed) {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const drawn = shape("svg", { class: "bars", viewBox: `0 0 ${BARS * 4} 22`, "aria-hidden": "true",
    preserveAspectRatio: "none" });
  for (let i = 0; i < BARS; i += 1) {
    state = (state * 1664525 + 1013904223) >>> 0;
    const high = 3 + ((state >>> 16) % 18);
    drawn.append(shape("rect", { x: i * 4, y: (22 - high) / 2, width: 2.4, height: high, rx: 1.2 }));
  }
  return drawn;
}

function fill(drawn, share) {
  [...drawn.children].forEach((bar, i) => bar.classList.toggle("played", i / BARS < share));
}

function clock(seconds) {
  if (seconds === null) return "";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// How times are shown: in UTC, or in the zone that was chosen in the bar.

import { PLACES } from "./places.js";

const KEY = "zone";
export const ZONES = [["UTC", "UTC"], ...PLACES.map(({ name, zone }) => [name, zone])];

let zone = kept();

function kept() {
  let found = null;
  try { found = localStorage.getItem(KEY); } catch { /* it isn't remembered then */ }
  return ZONES.some(([, known]) => known === found) ? found : "UTC";
}

export const chosenZone = () => zone;

export function chooseZone(chosen) {
  zone = chosen;
  try { localStorage.setItem(KEY, chosen); } catch { /* it holds until the page is closed */ }
}

const written = (moment, options) => (
  new Date(moment).toLocaleString("en-GB", { timeZone: zone, ...options }));

const CLOCK = { hour: "2-digit", minute: "2-digit" };
const DAY = { weekday: "short", day: "numeric", month: "short" };

export const hour = (moment) => written(moment, CLOCK);
export const day = (moment) => written(moment, DAY);
export const longDay = (moment) => written(moment, { ...DAY, year: "numeric" });

// "in 20 min", "in 1 h 5 min", "in 2 days"; from one instant to a later one.
export function until(from, to) {
  const minutes = Math.ceil((to - from) / 60000);
  if (minutes <= 0) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `in ${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  return `in ${Math.round(hours / 24)} days`;
}

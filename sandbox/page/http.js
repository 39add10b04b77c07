// Asking the sandbox; every refusal becomes an Error with the sandbox's own words.

export async function get(path, seconds = 10) {
  return read(await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(seconds * 1000) }));
}

export async function post(path, body) {
  return read(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

export async function upload(path, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return read(await fetch(path, { method: "POST", body: form }));
}

export async function remove(path) {
  return read(await fetch(path, { method: "DELETE" }));
}

async function read(response) {
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

// The sandbox is there and says no; any other error means that it isn't there.
export class Refused extends Error {}

export const inWords = (error) => (
  error instanceof Refused ? error.message : "The sandbox doesn’t answer. Try again in a moment.");

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Asking the sandbox; every refusal becomes an Error with the sandbox's own words.

export async function get(path, signal) {
  return read(await fetch(path, { signal, cache: "no-store" }));
}

export async function post(path, body) {
  return read(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

async function read(response) {
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

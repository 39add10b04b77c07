// A button that opens a box. One is open at a time; Escape, a click elsewhere and going on by Tab
// close it.

let open = null;

export function popup(opener, box, onOpen = () => {}) {
  const one = { opener, box };
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    if (open?.box === box) return close();
    close();
    open = one;
    onOpen();
    box.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    box.querySelector("button, input, select")?.focus();
  });
}

// The keyboard goes back to the opener only if it was in the box.
export function close() {
  if (!open) return;
  const { opener, box } = open;
  const inside = box.contains(document.activeElement);
  open = null;
  box.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  if (inside) opener.focus();
}

const isOutside = (target) => (
  open && target instanceof Node && !open.box.contains(target) && !open.opener.contains(target));

document.addEventListener("pointerdown", (event) => { if (isOutside(event.target)) close(); });
document.addEventListener("focusin", (event) => { if (isOutside(event.target)) close(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  const { opener } = open;
  close();
  opener.focus();
});

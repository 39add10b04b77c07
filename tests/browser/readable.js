// What is too pale, too small to read or too small to hit, in words; for page.evaluate.
() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const paint = (colour) => { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); };
  const pixel = () => [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  const bright = (rgb) => rgb.map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const ancestors = (element) => (element ? [...ancestors(element.parentElement), element] : []);

  // All grounds under it, from the bottom up, and then the ink.
  const contrast = (element) => {
    paint("#fff");
    for (const ground of ancestors(element)) {
      const style = getComputedStyle(ground);
      paint(style.backgroundImage.match(/gradient.*?((?:rgb|color)\([^)]*\))/)?.[1] ?? style.backgroundColor);
    }
    const back = bright(pixel());
    paint(getComputedStyle(element).color);
    const ink = bright(pixel());
    return (Math.max(back, ink) + 0.05) / (Math.min(back, ink) + 0.05);
  };

  const shown = (element) => element.checkVisibility({ opacityProperty: true })
    && element.getBoundingClientRect().width > 1 && !element.closest(":disabled");
  const wrong = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { parentElement: element, textContent } = words.currentNode;
    const text = textContent.trim().slice(0, 30);
    if (!text || !shown(element) || element.closest("template, option")) continue;
    const ratio = contrast(element);
    if (ratio < 4.5) wrong.push(`"${text}" has a contrast of ${ratio.toFixed(2)}`);
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < 12) wrong.push(`"${text}" is ${size} px`);
  }
  for (const control of document.querySelectorAll("button, select, input, textarea, summary, .file")) {
    if (!shown(control) || control.matches(".inline-link, [type=checkbox]")) continue;
    const { width, height } = control.getBoundingClientRect();
    if (Math.min(width, height) < 43.5) wrong.push(`${control.outerHTML.slice(0, 60)} is ${width} by ${height}`);
  }
  return [...new Set(wrong)];
}

// What a reader can't read on this screen: text that is cut without an ellipsis and its whole words on
// hover, text under something else, text beyond the edge of the window. Under an open dialog only it counts.
() => {
  const root = document.querySelector('[role="dialog"]') ?? document.body;
  const found = [];
  const hidden = (style) => style.visibility === "hidden" || style.display === "none" || style.opacity === "0";
  const name = (element) => `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join("")}`;
  const chain = (element) => {
    const all = [];
    for (let one = element; one && one !== document.documentElement; one = one.parentElement) all.push(one);
    return all;
  };
  const scrolls = (value) => value === "auto" || value === "scroll";
  const told = (element) => {
    element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    return chain(element).slice(0, 4).some((one) => one.title || one.getAttribute("aria-label"));
  };
  // What lies above on purpose: an open list of choices, a bar that stays while the rest scrolls.
  const above = (element) => chain(element).some((one) => {
    const style = getComputedStyle(one);
    return style.position === "sticky" || (style.position === "absolute" && one.getAttribute("role") === "listbox");
  });

  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const words = text.nodeValue.trim();
    const element = text.parentElement;
    if (!words || !element || element.closest(".visually-hidden, svg, script, style, option")) continue;
    const parents = chain(element);
    if (parents.some((one) => hidden(getComputedStyle(one)))) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rects = [...range.getClientRects()].filter((one) => one.width > 0 && one.height > 0);
    if (rects.length === 0) continue;
    const where = `${name(element)} “${words.slice(0, 50)}”`;

    // The window, and every ancestor that clips: what scrolls may be out of sight, what hides may not.
    let rested = false;
    for (const box of parents) {
      const style = getComputedStyle(box);
      const edge = box.getBoundingClientRect();
      for (const rect of rects) {
        const right = rect.right - edge.right;
        const low = rect.bottom - edge.bottom;
        const beside = rect.right <= edge.left || rect.left >= edge.right || rect.bottom <= edge.top || rect.top >= edge.bottom;
        if ((scrolls(style.overflowX) || scrolls(style.overflowY)) && (right > 1 || low > 1 || rect.top < edge.top - 1 || beside)) rested = true;
        if (rested) break;
        // Dots come before the padding, a bare cut only at the edge.
        const dots = style.textOverflow === "ellipsis";
        const over = dots ? right + parseFloat(style.paddingRight) : right;
        if (style.overflowX === "hidden" && over > 1.5) {
          // Behind the dots it is seen by nobody, and covered by nothing.
          if (!(dots && told(element))) found.push(`cut: ${where} by ${name(box)}, ${Math.round(over)} px`);
          rested = true;
        }
        if (style.overflowY === "hidden" && low > rect.height / 4) {
          found.push(`cut below: ${where} by ${name(box)}, ${Math.round(low)} px`);
          rested = true;
        }
      }
      if (rested) break;
    }
    if (rested) continue;
    for (const rect of rects) {
      const x = rect.left + Math.min(rect.width / 2, 8);
      const y = rect.top + rect.height / 2;
      if (rect.right > innerWidth + 1 || rect.bottom > innerHeight + 1) found.push(`beyond the window: ${where}`);
      else {
        const top = document.elementFromPoint(x, y);
        if (top && !above(top) && !top.contains(element) && !element.contains(top) && !top.closest("label")?.contains(element)) {
          found.push(`covered: ${where} by ${name(top)}`);
        }
      }
    }
  }
  for (const control of root.querySelectorAll("button, input, select, textarea, .btn, .chip, .key, .switch")) {
    const edge = control.getBoundingClientRect();
    if (edge.width === 0 || control.closest(".visually-hidden") || hidden(getComputedStyle(control))) continue;
    for (const box of chain(control).slice(1)) {
      const style = getComputedStyle(box);
      if (scrolls(style.overflowX) || scrolls(style.overflowY)) break;
      const over = edge.right - box.getBoundingClientRect().right;
      if (style.overflowX === "hidden" && over > 1.5) found.push(`cut: ${name(control)} “${control.textContent?.trim() ?? ""}” by ${name(box)}, ${Math.round(over)} px`);
    }
  }
  return [...new Set(found)].slice(0, 12);
}

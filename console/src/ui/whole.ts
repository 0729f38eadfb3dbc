/** Text that is cut by dots is told whole where the pointer or the focus rests on it. */
const told = new WeakMap<HTMLElement, string>();

function cutOff(element: HTMLElement): string {
  // A list of choices shows one of them in a narrow box, and says nothing of its width.
  if (element instanceof HTMLSelectElement) return element.selectedOptions[0]?.text ?? "";
  if (getComputedStyle(element).textOverflow !== "ellipsis" || element.scrollWidth <= element.clientWidth) return "";
  return element.textContent?.trim() ?? "";
}

function tell(event: Event): void {
  for (let element = event.target; element instanceof HTMLElement; element = element.parentElement) {
    const own = element.title !== "" && told.get(element) !== element.title;
    if (own) return;
    const words = cutOff(element);
    if (words === "" && !told.has(element)) continue;
    element.title = words;
    told.set(element, words);
    return;
  }
}

export function tellWhole(page: Document): void {
  page.addEventListener("pointerover", tell);
  page.addEventListener("focusin", tell);
}

/** The text size that the page shows, for what must count pixels itself. */
import { useSyncExternalStore } from "react";

const read = (): string => document.documentElement.dataset["size"] ?? "normal";

function watch(listener: () => void): () => void {
  const sizes = new MutationObserver(listener);
  sizes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-size"] });
  return () => sizes.disconnect();
}

export const useTextSize = (): string => useSyncExternalStore(watch, read);

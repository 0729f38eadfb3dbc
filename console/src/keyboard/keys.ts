/** One table of shortcuts: what is printed on buttons, shown by F1 and listened to comes from it. */
import { useEffect, useRef } from "react";
import type { Key as Word } from "../i18n";

export interface Shortcut { keys: string; word: Word; run: () => void; inFields?: boolean }

export const GLOBAL: { keys: string; word: Word }[] = [
  { keys: "F1", word: "key.help" },
  { keys: "F2", word: "key.new" },
  { keys: "F3", word: "key.queue" },
  { keys: "F4", word: "key.units" },
  { keys: "F5", word: "key.map" },
  { keys: "F8", word: "key.recommend" },
  { keys: "F9", word: "key.send" },
  { keys: "Ctrl+Enter", word: "key.inform" },
  { keys: "Ctrl+K", word: "key.command" },
  { keys: "Alt+D", word: "key.theme" },
  { keys: "Alt+Z", word: "key.size" },
  { keys: "Alt+L", word: "key.language" },
];

/** `Ctrl+Enter`, `Alt+D`, `F9`: as printed. */
export function nameOf(event: KeyboardEvent): string {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  const letter = event.code.startsWith("Key") && event.altKey ? event.code.slice(3) : event.key;
  parts.push(letter.length === 1 ? letter.toUpperCase() : letter);
  return parts.join("+");
}

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Keys that carry no letter work everywhere; bare letters and digits only outside fields. */
const worksInFields = (keys: string): boolean => /^(F\d+|Ctrl\+|Alt\+)/.test(keys);

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const present = useRef(shortcuts);
  present.current = shortcuts;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const found = present.current.find((one) => one.keys.toUpperCase() === name.toUpperCase());
      if (!found || (isTyping(event.target) && !found.inFields && !worksInFields(found.keys))) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** One table of shortcuts: what is printed on buttons, shown by F1 and listened to comes from it. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Key as Word } from "../i18n";

export interface Shortcut { keys: string; word: Word; run: () => void; inFields?: boolean; inDialogs?: boolean }

const STRIP_MAX = 9;

/** What the strip below the command line prints: the keys that work here, function keys in their order. */
export function strip<T extends { keys: string }>(shortcuts: readonly T[]): T[] {
  const order = (keys: string): number => (/^F\d+$/.test(keys) ? Number(keys.slice(1)) : 100);
  const seen = new Set<string>();
  return shortcuts
    .filter((one) => !/^(Alt\+.*|Ctrl\+K|\d)$/.test(one.keys) && !seen.has(one.keys) && seen.add(one.keys))
    .sort((a, b) => order(a.keys) - order(b.keys))
    .slice(0, STRIP_MAX);
}

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

/** Behind an open dialog the desk rests: nothing is sent from there by a key that was meant for the dialog. */
const inDialog = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[role="dialog"]') !== null;

const KEPT = "vienots.single_keys";

/** Keys of one letter or digit can be turned off (WCAG 2.1.4): who speaks to a computer needs that. */
export const singleKeysOn = (): boolean => localStorage.getItem(KEPT) !== "off";
export const turnSingleKeys = (on: boolean): void => localStorage.setItem(KEPT, on ? "on" : "off");

/** Keys that carry no letter work everywhere; bare letters and digits only outside fields. */
const worksInFields = (keys: string): boolean => /^(F\d+|Ctrl\+|Alt\+)/.test(keys);

const active = new Set<{ current: readonly Shortcut[] }>();
const watchers = new Set<() => void>();
let turn = 0;
function changed(): void {
  turn += 1;
  watchers.forEach((watcher) => watcher());
}

/** Every key that works just now, for the strip and the table of F1: each once. */
export function useActiveShortcuts(): Shortcut[] {
  useSyncExternalStore((watcher) => { watchers.add(watcher); return () => watchers.delete(watcher); }, () => turn);
  const byKeys = new Map<string, Shortcut>();
  for (const group of active) for (const one of group.current) if (!byKeys.has(one.keys)) byKeys.set(one.keys, one);
  return [...byKeys.values()];
}

export const isBound = (name: string): boolean =>
  [...active].some((group) => group.current.some((one) => one.keys.toUpperCase() === name.toUpperCase()));

/** Of two that listen to one key, the one that was opened last has it: a form before the event that it stands in. */
const lastOf = (name: string): { current: readonly Shortcut[] } | undefined =>
  [...active].filter((group) => group.current.some((one) => one.keys.toUpperCase() === name)).pop();

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const present = useRef(shortcuts);
  present.current = shortcuts;
  const names = shortcuts.map((one) => `${one.keys} ${one.word}`).join();
  useEffect(() => {
    active.add(present);
    changed();
    return () => { active.delete(present); changed(); };
  }, [names]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const found = present.current.find((one) => one.keys.toUpperCase() === name.toUpperCase());
      if (!found || lastOf(name.toUpperCase()) !== present || (isTyping(event.target) && !found.inFields && !worksInFields(found.keys))) return;
      if (!found.inDialogs && inDialog(event.target)) return;
      if (name.length === 1 && !singleKeysOn()) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Who sits here, and how they like their desk. */
import { createContext, useContext } from "react";
import type { Session } from "../api/types";

export interface SessionState {
  session: Session;
  has: (right: string) => boolean;
  is: (role: string) => boolean;
  signOut: () => void;
}

export const SessionContext = createContext<SessionState | null>(null);

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (state === null) throw new Error("only inside a signed-in desk");
  return state;
}

export type Theme = "day" | "night" | "system";
export type Size = "compact" | "normal" | "large";
export interface Preferences { theme: Theme; size: Size; language: "lv" | "en" }

const KEPT = "vienots.preferences";
export const DEFAULTS: Preferences = { theme: "system", size: "normal", language: "lv" };

export function readPreferences(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}

/** Shown at once; kept in the browser for before the sign-in. */
export function applyPreferences(preferences: Preferences): void {
  localStorage.setItem(KEPT, JSON.stringify(preferences));
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  root.dataset["theme"] = preferences.theme === "system" ? (dark ? "night" : "day") : preferences.theme;
  root.dataset["size"] = preferences.size;
  root.lang = preferences.language;
}

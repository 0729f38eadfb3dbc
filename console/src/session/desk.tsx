/** What every desk shares: time, the command line's verbs, the log of what was done, classifiers. */
import { useQuery } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { Refusal, ServerAway, get } from "../api/client";
import type { Classifier, ClassifierValue, Institution } from "../api/types";
import { useWords } from "../i18n";
import type { Verb } from "../keyboard/command";
import { useShortcuts, type Shortcut } from "../keyboard/keys";

export interface LogLine { at: number; ok: boolean; text: string }
export interface Alarm { id: string; kind: "news" | "alarm"; title: string; text: string; act?: { label: string; hotkey: string; run: () => void } }

export interface Desk {
  now: number;
  log: (ok: boolean, text: string) => void;
  /** Runs an act, tells its end in the log, and says what was refused in words. */
  act: <T>(what: string, run: () => Promise<T>) => Promise<T | null>;
  setVerbs: (verbs: Verb<null>[]) => void;
  setAlarms: (owner: string, alarms: Alarm[]) => void;
  focusCommand: (text: string) => void;
  /** Another view of this person, as if chosen above; nothing where there is no such view. */
  openView: (id: string) => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("only inside a desk");
  return desk;
}

/** What was chosen is there again after a look at another view or a reload of the page. */
export function useKept(name: string): [string | null, (value: string | null) => void] {
  const key = `vienots.kept.${name}`;
  const [value, setValue] = useState(() => sessionStorage.getItem(key));
  const keep = useCallback((next: string | null) => {
    if (next === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
    setValue(next);
  }, [key]);
  return [value, keep];
}

/** The card whose event the register shows next: its row may come a moment after the wish. */
export const EVENT_OF_CARD = "register.card";
/** The event that the register shows, and the thing that custody shows. */
export const EVENT_SHOWN = "register.event", ITEM_SHOWN = "custody.item";

/** A refusal in one line: its title and every fault. */
export function sayRefusal(error: unknown, away: string): string {
  if (error instanceof Refusal) {
    const faults = error.faults.map((fault) => (fault.path ? `${fault.path}: ${fault.message}` : fault.message));
    return [error.message, ...faults].join(" · ");
  }
  if (error instanceof ServerAway) return away;
  return error instanceof Error ? error.message : String(error);
}

export function useDeskKeys(shortcuts: Shortcut[], verbs: Verb<null>[]): void {
  const { setVerbs } = useDesk();
  useShortcuts(shortcuts);
  useEffect(() => setVerbs(verbs), [setVerbs, verbs]);
}

export function useClassifier(name: string): (code: string | null | undefined) => ClassifierValue | undefined {
  const { data } = useClassifierList(name);
  const byCode = useMemo(() => new Map(data.map((value) => [value.code, value])), [data]);
  return useCallback((code) => (code ? byCode.get(code) : undefined), [byCode]);
}

const NONE: ClassifierValue[] = [];

export function useClassifierList(name: string): { data: ClassifierValue[] } {
  const { data } = useQuery({
    queryKey: ["classifier", name],
    queryFn: () => get<Classifier>(`/api/v1/classifiers/${name}`),
    staleTime: 10 * 60_000,
  });
  return { data: data?.values ?? NONE };
}

export function useInstitutionName(): (code: string) => string {
  const { language, code: word } = useWords();
  const { data } = useQuery({
    queryKey: ["institutions"],
    queryFn: () => get<Institution[]>("/api/v1/identity/institutions"),
    staleTime: 60 * 60_000,
  });
  return useCallback((code) => {
    const short = word(`institution.${code}`);
    if (short !== `institution.${code}`) return short;
    const found = data?.find((one) => one.code === code);
    return found ? (language === "lv" ? found.name_lv : found.name_en) : code;
  }, [data, language, word]);
}

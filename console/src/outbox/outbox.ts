/** What goes to other systems, as the server has it. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { LetterPage, LetterView, OutboxLetter, SystemPace } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { headerOf, type TaskPurpose } from "../session/purpose";

export const BASE = "/api/v1/outbox";
export const STANDINGS = ["all", "dead", "waiting", "sent", "delivered"] as const;
export type Standing = (typeof STANDINGS)[number];
const EVERY_MS = 10_000;
const SHAPES = { waiting: "open", sent: "open", delivered: "done", dead: "alarm", superseded: "off", dropped: "off" } as const;

export const shapeOf = (letter: OutboxLetter): string => SHAPES[letter.state];

/** What a person should look at first: dead letters, then letters without a way, then the rest. */
export function troubleOf(pace: SystemPace): "dead" | "no_way" | "late" | "none" {
  if (pace.dead > 0) return "dead";
  if (pace.transport === null && pace.waiting > 0) return "no_way";
  return pace.said ? "late" : "none";
}

export function useSystems(): SystemPace[] | undefined {
  const told = useLive((state) => state.work);
  return useQuery({ queryKey: ["outbox", "systems", told], placeholderData: keepPreviousData, refetchInterval: EVERY_MS, queryFn: () => get<SystemPace[]>(`${BASE}/systems`) }).data;
}

export function useLetters(system: string | undefined, standing: Standing): LetterPage | undefined {
  const told = useLive((state) => state.work);
  const query = new URLSearchParams(standing === "all" ? { system: system ?? "" } : { system: system ?? "", standing });
  return useQuery({ queryKey: ["outbox", "letters", system, standing, told], enabled: system !== undefined, placeholderData: keepPreviousData, refetchInterval: EVERY_MS, queryFn: () => get<LetterPage>(`${BASE}/letters?${query}`) }).data;
}

export function useLetter(id: string, purpose: TaskPurpose | null): LetterView | undefined {
  return useQuery({ queryKey: ["outbox", "letter", id, purpose], enabled: purpose !== null, staleTime: Infinity, queryFn: () => get<LetterView>(`${BASE}/letters/${id}`, purpose ? { purpose: headerOf(purpose) } : {}) }).data;
}

/** Sends an act, says its end in the log, and asks for everything of the outbox anew. */
export function useOutboxAct(): (word: Key, path: string) => Promise<void> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async (word, path) => {
    await act(t(word), () => post(`${BASE}/${path}`, {}));
    await queries.invalidateQueries({ queryKey: ["outbox"] });
  };
}

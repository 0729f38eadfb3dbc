/** How it stands between the institution's journal and the register, as the server has it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { ExchangeState, RejectPage } from "../api/types";
import type { Key } from "../i18n";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";

export const BASE = "/api/v1/exchange";
export const OUTCOMES = ["registered", "replaced", "unchanged", "rejected", "late", "asked"] as const;
const EVERY_MS = 30_000;

export interface DayLine { day: string; client: string; counts: Record<string, number> }

export function useExchange(): { state: ExchangeState | undefined; page: RejectPage | undefined } {
  const told = useLive((state) => state.work);
  const state = useQuery({ queryKey: ["exchange", "state", told], placeholderData: (before) => before, refetchInterval: EVERY_MS, queryFn: () => get<ExchangeState>(`${BASE}/state`) });
  const page = useQuery({ queryKey: ["exchange", "rejects", told], placeholderData: (before) => before, refetchInterval: EVERY_MS, queryFn: () => get<RejectPage>(`${BASE}/rejects?state=open`) });
  return { state: state.data, page: page.data };
}

/** One line a day and client, with the number of each outcome. */
export function linesOf(state: ExchangeState): DayLine[] {
  const lines = new Map<string, DayLine>();
  for (const one of state.days) {
    const key = `${one.on_day} ${one.client}`;
    const line = lines.get(key) ?? { day: one.on_day, client: one.client, counts: {} };
    line.counts[one.outcome] = (line.counts[one.outcome] ?? 0) + one.times;
    lines.set(key, line);
  }
  return [...lines.values()].sort((a, b) => b.day.localeCompare(a.day) || a.client.localeCompare(b.client));
}

/** Sends an act, says its end in the log, and asks for everything of the exchange anew. */
export function useExchangeAct(): <T>(word: Key, path: string, body?: unknown) => Promise<T | null> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async <T>(word: Key, path: string, body?: unknown): Promise<T | null> => {
    const done = await act(t(word), () => post<T>(`${BASE}/${path}`, body));
    await queries.invalidateQueries({ queryKey: ["exchange"] });
    return done;
  };
}

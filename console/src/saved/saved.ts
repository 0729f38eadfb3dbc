/** One's saved searches as the feed has them, what they have told, and acts upon them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { get, post } from "../api/client";
import type { SavedSearch, SavedSearchRule, SavedSearches, SearchNotices, StandingSearch } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { headerOf } from "../session/purpose";

export const BASE = "/api/v1/index/saved";
const DAY_MS = 86_400_000;

export const purposeOf = (search: StandingSearch): string => headerOf({ code: search.purpose, ref: search.purpose_ref });
export const shapeOf = (search: StandingSearch): string => (search.paused_because === null ? "open" : search.paused_because === "owner" || search.paused_because === "ended" ? "done" : "warn");

/** `2026-12-24` of so many days from now, by the clock of the country. */
export const dayAfter = (now: number, days: number): string => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Riga" }).format(new Date(now + days * DAY_MS));

/** Those with news first, then the newest. */
export function sortSearches(searches: Iterable<SavedSearch>): SavedSearch[] {
  const lastOf = (one: SavedSearch): string => one.told_at ?? one.saved_at;
  return [...searches].sort((a, b) => Number(b.unseen > 0) - Number(a.unseen > 0) || lastOf(b).localeCompare(lastOf(a)));
}

export const countUnseen = (searches: Iterable<SavedSearch>): number => [...searches].reduce((sum, one) => sum + one.unseen, 0);

export function useSearches(): SavedSearch[] {
  const searches = useLive((state) => state.searches);
  return useMemo(() => sortSearches(searches.values()), [searches]);
}

export function useRule(): SavedSearchRule | undefined {
  const { data } = useQuery({ queryKey: ["saved", "rule"], staleTime: 10 * 60_000, queryFn: () => get<SavedSearches>(BASE) });
  return data?.rule;
}

/** Each reading is a look that is written down: asked again only when something was told since. */
export function useNotices(search: SavedSearch): SearchNotices | undefined {
  const { data } = useQuery({
    queryKey: ["saved", "notices", search.id, search.told_at], staleTime: Infinity, enabled: search.told_at !== null,
    placeholderData: (before: SearchNotices | undefined) => before, queryFn: () => get<SearchNotices>(`${BASE}/${search.id}/notices`),
  });
  return data;
}

export function useMarkSeen(search: SavedSearch): (ids: string[]) => Promise<void> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async (ids) => {
    if (ids.length === 0) return;
    const done = await act(t("saved.done.seen"), () => post<SavedSearch>(`${BASE}/${search.id}/seen`, { notices: ids }));
    if (!done) return;
    const at = new Date().toISOString();
    queries.setQueryData<SearchNotices>(["saved", "notices", search.id, search.told_at], (known) => known && {
      ...known, notices: known.notices.map((one) => (ids.includes(one.id) && one.seen_at === null ? { ...one, seen_at: at } : one)),
    });
  };
}

export const DONE: Record<string, Key> = { rename: "saved.done.rename", pause: "saved.done.pause", resume: "saved.done.resume", extend: "saved.done.extend" };

/** Things in custody as the server has them: lists, one thing with its chain, places, offers; acts that renew them all. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post } from "../api/client";
import type { CustodyItem, EventView, Institution, ItemPage, ItemView, StoragePlace, ThingInEvent, WaitingOffer } from "../api/types";
import type { Key } from "../i18n";
import { useWords } from "../i18n";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";

export const BASE = "/api/v1/custody";
export const ITEM_KINDS = ["seized", "found", "lost_property", "document", "vehicle"] as const;
export const ITEM_STATUSES = ["held", "handed_over", "transferred", "released", "destroyed"] as const;
export const PLACE_KINDS = ["store", "safe", "cold_store", "vehicle_park", "laboratory", "other"] as const;
const LIST_MAX = 200;
const POLICE = /^(vp$|pp-|op-)/;

export interface Wanted { q: string; status: string; place: string; overdue: boolean; mine: boolean }
export const ALL: Wanted = { q: "", status: "", place: "", overdue: false, mine: false };

export const isGone = (item: CustodyItem): boolean => item.status === "released" || item.status === "destroyed";
export const isOverdue = (item: CustodyItem, today: string): boolean => item.due_on !== null && item.due_on < today && !isGone(item);

/** What the shape before a thing says: late, kept, gone. */
export const shapeOf = (item: CustodyItem, today: string): string => (isOverdue(item, today) ? "warn" : isGone(item) ? "done" : "open");

/** Who keeps things works with them; others look over what is kept. */
const looking = (has: (right: string) => boolean): string => (has("custody.write") ? "event_entry" : "audit");

export function useItems(wanted: Wanted): ItemPage | undefined {
  const { has } = useSession();
  const told = useLive((state) => state.work);
  const query = new URLSearchParams({ limit: String(LIST_MAX) });
  for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, String(value));
  const { data } = useQuery({ queryKey: ["custody", "items", query.toString(), told], placeholderData: (before) => before, queryFn: () => get<ItemPage>(`${BASE}/items?${query.toString()}`, { purpose: looking(has) }) });
  return data;
}

export function useItem(item: string | null): ItemView | undefined {
  const { has } = useSession();
  const told = useLive((state) => state.work);
  const { data } = useQuery({
    queryKey: ["custody", "item", item, told], enabled: item !== null, retry: false,
    placeholderData: (before: ItemView | undefined) => (before?.item.id === item ? before : undefined),
    queryFn: () => get<ItemView>(`${BASE}/items/${item ?? ""}`, { purpose: `${looking(has)};ref=${item ?? ""}` }),
  });
  return data;
}

export function usePlaces(): StoragePlace[] {
  const told = useLive((state) => state.work);
  const { data } = useQuery({ queryKey: ["custody", "places", told], placeholderData: (before) => before, queryFn: () => get<StoragePlace[]>(`${BASE}/places`) });
  return data ?? [];
}

export function useWaitingOffers(): WaitingOffer[] {
  const { has } = useSession();
  const told = useLive((state) => state.work);
  const { data } = useQuery({ queryKey: ["custody", "offers", told], placeholderData: (before) => before, refetchInterval: 30_000, queryFn: () => get<WaitingOffer[]>(`${BASE}/offers`, { purpose: looking(has) }) });
  return data ?? [];
}

export function useThings(event: EventView): ThingInEvent[] {
  const told = useLive((state) => state.work);
  const { data } = useQuery({
    queryKey: ["custody", "things", event.id, event.version, told], placeholderData: (before) => before,
    queryFn: () => get<ThingInEvent[]>(`${BASE}/events/${event.id}/things`, { purpose: `event_entry;ref=${event.number}` }),
  });
  return data ?? [];
}

/** Who may take a thing over: every police. */
export function usePolice(): Institution[] {
  const { data } = useQuery({ queryKey: ["institutions"], queryFn: () => get<Institution[]>("/api/v1/identity/institutions"), staleTime: 60 * 60_000 });
  return (data ?? []).filter((one) => POLICE.test(one.code));
}

/** Sends an act, says its end in the log, and asks for everything of custody anew. */
export function useCustodyAct(): <T>(word: Key, path: string, body: unknown) => Promise<T | null> {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  return async <T>(word: Key, path: string, body: unknown): Promise<T | null> => {
    const done = await act(t(word), () => post<T>(`${BASE}/${path}`, body));
    // A refusal may have changed something too: a wrong code is counted.
    await queries.invalidateQueries({ queryKey: ["custody"] });
    return done;
  };
}

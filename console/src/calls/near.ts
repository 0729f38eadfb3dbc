/** Cards that may tell of the same incident. Attaching is a person's decision, never done by itself. */
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client";
import type { Card } from "../api/types";
import type { Draft } from "./drafts";

export interface NearCard { card: Card; metres: number }

const EARTH_M = 6_371_000;
const SHOWN_MAX = 5;
const NONE: NearCard[] = [];

export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (b.lat - a.lat) * rad) * EARTH_M;
}

/** The same kind of thing first, then by distance. */
export function rankNear(cards: readonly Card[], spot: { lat: number; lon: number }, typeCode: string | null): NearCard[] {
  const placed = cards.flatMap((card): NearCard[] => {
    const { lat, lon } = card.place ?? {};
    return lat == null || lon == null ? [] : [{ card, metres: metresBetween(spot, { lat, lon }) }];
  });
  const other = (one: NearCard): number => (typeCode !== null && one.card.type_code === typeCode ? 0 : 1);
  return placed.sort((a, b) => other(a) - other(b) || a.metres - b.metres).slice(0, SHOWN_MAX);
}

export function useNear(draft: Draft | null): NearCard[] {
  const lat = draft?.place?.lat ?? null;
  const lon = draft?.place?.lon ?? null;
  const id = draft?.id;
  const typeCode = draft?.typeCode ?? null;
  const { data } = useQuery({
    queryKey: ["near", lat, lon],
    queryFn: () => get<Card[]>(`/api/v1/calls/cards/near?lat=${lat ?? 0}&lon=${lon ?? 0}`),
    enabled: lat !== null && lon !== null,
    select: (cards) => rankNear(cards.filter((card) => card.id !== id), { lat: lat ?? 0, lon: lon ?? 0 }, typeCode),
  });
  return lat === null ? NONE : data ?? NONE;
}

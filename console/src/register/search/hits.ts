/** What the index found, as rows of one list: things, and under the chosen one its events. */
import type { Hit } from "../../api/types";

export type Kind = Hit["kind"];
export const KINDS: readonly Kind[] = ["person", "vehicle", "phone", "address", "mark", "event"];
/** One letter each, as on the nodes of the graph. */
export const LETTERS: Record<Kind, string> = { person: "P", vehicle: "A", phone: "T", address: "D", mark: "Z", event: "N" };

export interface Row { id: string; hit: Hit; event: Hit["events"][number] | null }

export const keyOf = (hit: Hit): string => `${hit.kind}:${hit.id ?? hit.events[0]?.id ?? ""}`;

/** `person:12`, or `event:<uuid>` of `person:12>event:<uuid>`. */
export const eventOf = (id: string): string | null => /event:([0-9a-f-]{36})$/.exec(id)?.[1] ?? null;
export const thingOf = (id: string): string => id.split(">")[0] ?? id;

/** The chosen thing opens to its events; an event that was found itself stays one row. */
export function rowsOf(hits: readonly Hit[], chosen: string | null): Row[] {
  const open = chosen === null ? null : thingOf(chosen);
  return hits.flatMap((hit) => {
    const id = keyOf(hit);
    const own = { id, hit, event: null };
    if (hit.kind === "event" || id !== open) return [own];
    return [own, ...hit.events.map((event) => ({ id: `${id}>event:${event.id}`, hit, event }))];
  });
}

export function countOf(hits: readonly Hit[]): Map<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const hit of hits) counts.set(hit.kind, (counts.get(hit.kind) ?? 0) + 1);
  return counts;
}

/** `?q=…&kind=…&from=…` */
export function addressOf(q: string, days: number, now: number): string {
  const from = days > 0 ? `&from=${encodeURIComponent(new Date(now - days * 86_400_000).toISOString())}` : "";
  return `/api/v1/index/search?q=${encodeURIComponent(q)}${from}`;
}

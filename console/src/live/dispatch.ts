/** Turns messages of the feed into state. Messages carry whole things, so that a repeat does no harm. */
import * as v from "valibot";
import type { Collection, Fix, LiveState } from "./store";
import { EMPTY } from "./store";

const Thing = v.looseObject({ id: v.string(), version: v.optional(v.number()) });
const Change = v.looseObject({
  topic: v.string(), subject_id: v.string(), at: v.string(), happened_at: v.string(), actor: v.string(),
  actor_name: v.string(), institution: v.string(), data: v.record(v.string(), v.unknown()),
});
const PositionRow = v.tuple([v.string(), v.number(), v.number(), v.string(), v.nullable(v.number()), v.nullable(v.number())]);
const COLLECTIONS: Collection[] = ["cards", "contacts", "units", "assignments", "referrals", "events", "glasses", "stations", "searches"];

/** Field of an event → collection that holds it. */
const CARRIED: Record<string, Collection> = {
  card: "cards", contact: "contacts", unit: "units", units: "units", assignment: "assignments",
  assignments: "assignments", referral: "referrals", row: "events", glass: "glasses", station: "stations", search: "searches",
};
const KNOWN_CONTEXTS = new Set(["calls", "dispatch", "resources", "register", "protection", "custody", "exchange", "imports", "outbox", "index", "identity", "gis", "audit", "analytics"]);

/** Read with a purpose where they are shown; the feed says only that there is something. */
const WORK = /^(register\.(transfer|participants|comment|task|relation|second_look)|protection\.|custody\.|exchange\.|imports\.|outbox\.)/;

/** This desk may see it no longer, or nobody may: it was deleted by its term. */
const GONE = new Set(["register.event_hidden", "register.event_deleted"]);

export type LiveChange = v.InferOutput<typeof Change>;

export function readChange(data: unknown): LiveChange | null {
  const read = v.safeParse(Change, data);
  return read.success ? read.output : null;
}

export function applySnapshot(data: unknown): LiveState {
  const state: Record<string, unknown> = { ...EMPTY, ready: true };
  if (typeof data !== "object" || data === null) return EMPTY;
  for (const name of COLLECTIONS) {
    const items = (data as Record<string, unknown>)[name];
    if (!Array.isArray(items)) continue;
    const things = new Map<string, unknown>();
    for (const item of items) if (v.is(Thing, item)) things.set(item.id, item);
    state[name] = things;
  }
  const next = state as unknown as LiveState;
  return { ...next, positions: firstPositions(next) };
}

function firstPositions(state: LiveState): Map<string, Fix> {
  const fixes = new Map<string, Fix>();
  for (const unit of state.units.values()) {
    if (unit.position) fixes.set(unit.id, { ...unit.position, heading: unit.position.heading_deg });
  }
  return fixes;
}

export function applyChange(state: LiveState, change: LiveChange): LiveState {
  if (!KNOWN_CONTEXTS.has(change.topic.split(".")[0] ?? "")) return { ...state, unknownTopics: state.unknownTopics + 1 };
  let next = state;
  if (GONE.has(change.topic)) next = drop(state, "events", change.subject_id);
  if (change.topic === "index.saved_search_forgotten") next = drop(state, "searches", change.subject_id);
  if (change.topic === "register.checked") next = { ...next, checked: new Map(next.checked).set(change.subject_id, (next.checked.get(change.subject_id) ?? 0) + 1) };
  if (WORK.test(change.topic)) next = { ...next, work: next.work + 1 };
  for (const [field, value] of Object.entries(change.data)) {
    const name = CARRIED[field];
    if (!name) continue;
    for (const item of Array.isArray(value) ? value : [value]) if (v.is(Thing, item)) next = keep(next, name, item);
  }
  return next;
}

/** This desk may see the event no longer, or the search is no more: nothing of it stays. */
function drop(state: LiveState, name: "events" | "searches", id: string): LiveState {
  const things = new Map<string, unknown>(state[name]);
  things.delete(id);
  return { ...state, [name]: things };
}

function keep(state: LiveState, name: Collection, item: v.InferOutput<typeof Thing>): LiveState {
  const known = state[name].get(item.id) as { version?: number } | undefined;
  // An older state may come late, after a snapshot: it must not undo the newer one.
  if (known && (known.version ?? 0) > (item.version ?? 0)) return state;
  const things = new Map<string, unknown>(state[name]);
  things.set(item.id, item);
  return { ...state, [name]: things };
}

export function applyPositions(state: LiveState, data: unknown): LiveState {
  if (!Array.isArray(data)) return state;
  const positions = new Map(state.positions);
  for (const row of data) {
    if (!v.is(PositionRow, row)) continue;
    const [id, lat, lon, at, , heading] = row;
    positions.set(id, { lat, lon, at, heading });
  }
  return { ...state, positions };
}

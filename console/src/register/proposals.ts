/** From what was read in a narrative to changes of the event: only what does not stand there yet. */
import type { EventView, NarrativeRead } from "../api/types";
import { itemsOf, nextRef, type Item } from "./lists";
import type { EventChange } from "./saving";

export interface Proposal {
  id: string;
  kind: "type" | "place" | "plate" | "phone" | "personal_code";
  value: string;
  role: string | null;
  change: EventChange;
}

const PROPOSALS_MAX = 9;

/** At most as many as there are digits to take them with. */
export function proposalsOf(read: NarrativeRead, event: EventView): Proposal[] {
  const found: Proposal[] = [];
  for (const one of read.types.slice(0, 1)) {
    if (one.type !== event.type) found.push({ id: `type ${one.type}`, kind: "type", value: one.type, role: null, change: { type: one.type, from_narrative: ["type"] } });
  }
  for (const one of read.places) {
    if (one.place.address !== event.place.address) found.push({ id: `place ${one.text}`, kind: "place", value: one.place.address ?? one.text, role: null, change: placed(one.place) });
  }
  for (const thing of read.things) {
    const taken = thing.kind === "plate" ? vehicle(event, thing.value, thing.role) : person(event, thing.kind as "phone" | "personal_code", thing.value, thing.role);
    if (taken) found.push({ id: `${thing.kind} ${thing.value}`, kind: thing.kind as Proposal["kind"], value: thing.value, ...taken });
  }
  return found.slice(0, PROPOSALS_MAX);
}

function placed(place: EventView["place"]): EventChange {
  const told = Object.entries(place).filter(([, value]) => value !== null && value !== undefined).map(([field]) => `place.${field}`);
  return { place, from_narrative: told };
}

const bare = (text: unknown): string => String(text ?? "").replace(/[^\p{L}\p{N}+]/gu, "").toUpperCase();

function vehicle(event: EventView, plate: string, role: string | null): { role: string; change: EventChange } | null {
  const items = itemsOf(event, "vehicles");
  if (items.some((one) => bare(one.plate) === bare(plate))) return null;
  const given = role ?? "involved";
  const ref = nextRef("v", items.map((one) => one.ref));
  return { role: given, change: { vehicles: [...items, { ref, role: given, plate }], from_narrative: [`vehicles.${ref}.plate`, `vehicles.${ref}.role`] } };
}

/** Goes to the person of that role who has none yet, or is a new person. */
function person(event: EventView, field: "phone" | "personal_code", value: string, role: string | null): { role: string; change: EventChange } | null {
  const items = itemsOf(event, "persons");
  if (items.some((one) => bare(one[field]) === bare(value))) return null;
  const given = role ?? (items.some((one) => one.role === "applicant") ? "witness" : "applicant");
  const open = role === null ? undefined : items.find((one) => one.role === role && !one[field]);
  if (open) {
    return { role: given, change: { persons: items.map((one): Item => (one === open ? { ...one, [field]: value } : one)), from_narrative: [`persons.${open.ref}.${field}`] } };
  }
  const ref = nextRef("p", items.map((one) => one.ref));
  return { role: given, change: { persons: [...items, { ref, role: given, [field]: value }], from_narrative: [`persons.${ref}.${field}`, `persons.${ref}.role`] } };
}

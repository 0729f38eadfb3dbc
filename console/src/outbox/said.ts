/** A letter's lists as lines that can be read: what names a thing first, what it is after it. */
export const PARTS = ["persons", "organisations", "vehicles", "documents", "things", "custody", "outcome", "separations", "decisions"] as const;
export type Part = (typeof PARTS)[number];
export interface Section { part: Part; lines: string[] }

const NAMED: Record<Part, string[]> = {
  persons: ["name", "surname", "personal_code", "birth_on", "role"],
  organisations: ["name", "registration_number", "role"],
  vehicles: ["plate", "vin", "make", "model", "colour", "role"],
  documents: ["document_type", "number", "country", "status"],
  things: ["description", "object_class", "serial", "imei", "status"],
  custody: ["number", "kind", "status", "due_on"],
  outcome: ["kind", "number", "decided_at"],
  separations: ["number", "decided_at", "ends_at"],
  decisions: ["number", "decided_at", "ends_at"],
};

const isThing = (one: unknown): one is Record<string, unknown> => typeof one === "object" && one !== null && !Array.isArray(one);

export function saidOf(content: unknown): Section[] {
  if (!isThing(content)) return [];
  return PARTS.map((part): Section => {
    const told = content[part];
    const items = Array.isArray(told) ? told : isThing(told) ? [told] : [];
    return { part, lines: items.filter(isThing).map((item) => lineOf(part, item)).filter(Boolean) };
  }).filter((section) => section.lines.length > 0);
}

function lineOf(part: Part, item: Record<string, unknown>): string {
  return NAMED[part].map((name) => item[name]).filter((value) => typeof value === "string" && value !== "").join(" · ");
}

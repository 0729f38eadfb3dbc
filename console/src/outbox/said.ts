/** A letter's lists as lines that can be read: what names a thing first, what it is after it. */
export const PARTS = ["persons", "organisations", "vehicles", "documents", "things", "custody", "outcome", "separations", "decisions"] as const;
export type Part = (typeof PARTS)[number];
export interface Section { part: Part; lines: string[] }
/** The words of a code. */
export type Word = (list: string, code: string) => string;

/** Fields in their order; after a colon the code list that has the words. */
const NAMED: Record<Part, string[]> = {
  persons: ["name", "surname", "personal_code", "birth_on", "role:person_role"],
  organisations: ["name", "registration_number", "role:person_role"],
  vehicles: ["plate", "vin", "make", "model", "colour", "role:vehicle_role"],
  documents: ["document_type:document_type", "number", "country", "status:object_status"],
  things: ["description", "object_class:object_class", "serial", "imei", "status:object_status"],
  custody: ["number", "due_on"],
  outcome: ["kind:outcome_kind", "number", "decided_at"],
  separations: ["number", "decided_at", "ends_at"],
  decisions: ["number", "decided_at", "ends_at"],
};
export const LISTS = ["person_role", "vehicle_role", "document_type", "object_status", "object_class", "outcome_kind"] as const;

const isThing = (one: unknown): one is Record<string, unknown> => typeof one === "object" && one !== null && !Array.isArray(one);

export function saidOf(content: unknown, word: Word): Section[] {
  if (!isThing(content)) return [];
  return PARTS.map((part): Section => {
    const told = content[part];
    const items = Array.isArray(told) ? told : isThing(told) ? [told] : [];
    return { part, lines: items.filter(isThing).map((item) => lineOf(part, item, word)).filter(Boolean) };
  }).filter((section) => section.lines.length > 0);
}

function lineOf(part: Part, item: Record<string, unknown>, word: Word): string {
  return NAMED[part].map((named) => {
    const [field = "", list] = named.split(":");
    const value = item[field];
    if (typeof value !== "string" || value === "") return "";
    return list ? word(list, value) : value;
  }).filter(Boolean).join(" · ");
}

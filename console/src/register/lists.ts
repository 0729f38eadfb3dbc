/** What an event lists: persons, vehicles and so on. Which fields each has, in the order of typing. */
import type { EventView } from "../api/types";
import { dayOf } from "../ui/time";

export type ListName = "persons" | "vehicles" | "objects" | "documents" | "organisations" | "officers";

export interface ListField {
  name: string;
  /** text where nothing is said. `ref`: one of the lists named in `of`. */
  kind?: "code" | "date" | "number" | "ref" | "texts";
  /** The code list of a `code`. */
  list?: string;
  of?: readonly ListName[];
  wide?: boolean;
  upper?: boolean;
}

export interface ListShape {
  letter: string;
  /** Without it there is no such thing. */
  pivot: string;
  fields: readonly ListField[];
  /** Shown in the closed row, the pivot first. */
  columns: readonly string[];
}

/** As the wire has them: every list's items have a ref, the rest is told by the shape. */
export type Item = { ref: string } & Record<string, unknown>;

export const LISTS: Record<ListName, ListShape> = {
  persons: {
    letter: "p", pivot: "role", columns: ["role", "personal_code", "name", "surname", "phone"],
    fields: [
      { name: "role", kind: "code", list: "person_role" }, { name: "personal_code" }, { name: "name" }, { name: "surname" },
      { name: "birth_on", kind: "date" }, { name: "sex", kind: "code", list: "sex" }, { name: "citizenship", upper: true }, { name: "phone" },
      { name: "address", wide: true }, { name: "condition", kind: "texts", wide: true },
    ],
  },
  vehicles: {
    letter: "v", pivot: "role", columns: ["role", "plate", "make", "model", "colour"],
    fields: [
      { name: "role", kind: "code", list: "vehicle_role" }, { name: "plate", upper: true }, { name: "country", upper: true }, { name: "make" },
      { name: "model" }, { name: "colour" }, { name: "vin", upper: true }, { name: "driver", kind: "ref", of: ["persons"] },
    ],
  },
  objects: {
    letter: "b", pivot: "object_class", columns: ["object_class", "status", "description", "serial"],
    fields: [
      { name: "object_class", kind: "code", list: "object_class" }, { name: "status", kind: "code", list: "object_status" },
      { name: "description", wide: true }, { name: "quantity", kind: "number" }, { name: "unit" }, { name: "value_eur" }, { name: "serial" },
      { name: "imei" }, { name: "owner", kind: "ref", of: ["persons", "organisations"] }, { name: "storage", wide: true },
    ],
  },
  documents: {
    letter: "d", pivot: "document_type", columns: ["document_type", "number", "status", "holder"],
    fields: [
      { name: "document_type", kind: "code", list: "document_type" }, { name: "number", upper: true }, { name: "country", upper: true },
      { name: "status", kind: "code", list: "object_status" }, { name: "holder", kind: "ref", of: ["persons"] },
    ],
  },
  organisations: {
    letter: "g", pivot: "role", columns: ["role", "registration_number", "name", "phone"],
    fields: [
      { name: "role", kind: "code", list: "person_role" }, { name: "registration_number" }, { name: "name", wide: true }, { name: "phone" },
      { name: "address", wide: true },
    ],
  },
  officers: {
    letter: "f", pivot: "name", columns: ["name", "badge"],
    fields: [{ name: "name", wide: true }, { name: "badge" }],
  },
};

export const LIST_NAMES = Object.keys(LISTS) as ListName[];

export const itemsOf = (event: EventView, name: ListName): Item[] => event[name] as unknown as Item[];

/** The first free of p1, p2, p3 … */
export function nextRef(letter: string, refs: readonly string[]): string {
  for (let number = 1; ; number += 1) if (!refs.includes(`${letter}${number}`)) return `${letter}${number}`;
}

/** What stands in a draft as the server wants it: no empty texts, numbers as numbers. */
export function cleaned(name: ListName, draft: Item): Item {
  const found: Item = { ref: draft.ref };
  for (const field of LISTS[name].fields) found[field.name] = cleanedValue(field, draft[field.name]);
  return found;
}

function cleanedValue(field: ListField, value: unknown): unknown {
  if (field.kind === "texts") {
    const texts = Array.isArray(value) ? value.map(String) : String(value ?? "").split(",");
    return texts.map((text) => text.trim()).filter(Boolean);
  }
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (text === "") return field.kind === "code" && field.name === "role" ? "" : null;
  if (field.kind === "date") return dayOf(text);
  if (field.kind === "number") return Number(text.replace(",", "."));
  return field.upper ? text.toUpperCase() : text;
}

/** Who stands behind a ref: by name, or by what is known. */
export function nameOf(event: EventView, ref: string, word: (role: string) => string): string {
  const person = event.persons.find((one) => one.ref === ref);
  if (person) return [person.name, person.surname].filter(Boolean).join(" ") || person.phone || word("persons");
  return event.organisations.find((one) => one.ref === ref)?.name ?? ref;
}

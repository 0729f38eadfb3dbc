/** What of a half-typed item is enough to ask for it. */
import type { KnownItem } from "../api/types";
import type { Item } from "./lists";

export type KnownList = "persons" | "vehicles" | "documents" | "organisations";

const LENGTH_MIN = 4;
const CODE = /^\d{6}-?\d{5}$/;

const textOf = (draft: Item, field: string): string => {
  const value = draft[field];
  return typeof value === "string" ? value.trim() : "";
};

/** Empty while too little is typed: a look at everybody called Jānis helps nobody. */
export function askedFor(list: KnownList, draft: Item): string {
  if (list !== "persons") {
    const number = textOf(draft, { vehicles: "plate", documents: "number", organisations: "registration_number" }[list]);
    return number.length >= LENGTH_MIN ? number : "";
  }
  const code = textOf(draft, "personal_code");
  if (CODE.test(code)) return code;
  const name = textOf(draft, "name");
  const surname = textOf(draft, "surname");
  if (name.length >= 2 && surname.length >= 3) return `${name} ${surname}`;
  const phone = textOf(draft, "phone");
  return phone.replace(/\D/g, "").length >= 8 ? phone : "";
}

/** Something in it is not typed yet. */
export const isNews = (known: KnownItem, draft: Item): boolean =>
  Object.entries(known.values).some(([field, value]) => textOf(draft, field) !== value);

/** From a path that is still missing to the place where it is typed. */
import { LISTS, type ListName } from "./lists";

/** `turn` makes the same path sought twice two wishes. */
export interface Sought { path: string; turn: number }

export interface Wish { list: ListName; turn: number; ref?: string; field?: string; role?: string }

/** `persons:victim` wants a new person in that role, `persons.p1.surname` a field of one who is there, `vehicles` any
 *  vehicle; null for what is no list: its field carries the path. */
export function wishOf({ path, turn }: Sought): Wish | null {
  const found = /^([a-z]+)(?::(\w+)|\.([\w-]+)\.(\w+))?$/.exec(path);
  if (!found) return null;
  const [, list = "", role, ref, field] = found;
  if (!(list in LISTS)) return null;
  return { list: list as ListName, turn, ...(role ? { role } : {}), ...(ref ? { ref } : {}), ...(field ? { field } : {}) };
}

/** The lines of a field out of the versions of an event. */
import type { EventVersion } from "../api/types";
import { LISTS, type ListName } from "./lists";

type Change = EventVersion["changes"][number];

export interface Line extends Change { version: number; at: string; by: string; institution: string }

/** `persons.p1.phone` is called as `persons.phone`. */
export const wordPathOf = (path: string): string => path.replace(/^(persons|vehicles|objects|organisations|documents|officers)\.[^.]+\.?/, (_, list: string) => `${list}.`).replace(/\.$/, "");

/** Changes of one field, or of one person or thing, newest first; all of them without a path. */
export function linesOf(versions: readonly EventVersion[], path: string): Line[] {
  return versions.flatMap((version) => version.changes
    .filter((change) => path === "" || change.path === path || change.path.startsWith(`${path}.`))
    .map((change) => ({ ...change, version: version.version, at: version.at, by: version.by_name, institution: version.institution })));
}

const SCALARS: Record<string, string> = {
  type: "incident_type", legal_class: "legal_class", category: "response_category", received_via: "received_via", "outcome.kind": "outcome_kind",
};

/** The code list of a coded field. */
export function codeListOf(path: string): string | undefined {
  const known = SCALARS[path];
  if (known) return known;
  const [list = "", field = ""] = wordPathOf(path).split(".");
  return list in LISTS ? LISTS[list as ListName].fields.find((one) => one.name === field && one.kind === "code")?.list : undefined;
}

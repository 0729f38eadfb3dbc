/** Which roles an institution can give, and how several of them are chosen. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { get } from "../api/client";
import type { Institution, Role } from "../api/types";

const NONE: Role[] = [];

export function useRoleTable(): Role[] {
  return useQuery({ queryKey: ["roles"], queryFn: () => get<Role[]>("/api/v1/identity/roles") }).data ?? NONE;
}

/** Those of its kind; all of them while no institution is chosen. */
export function useRoles(institution: Institution | undefined): string[] {
  const table = useRoleTable();
  return table.filter((one) => institution === undefined || one.institution_kinds.includes(institution.kind)).map((one) => one.role);
}

export interface OptionsProps { label: string; options: string[]; chosen: string[]; word: (one: string) => string; fault: string | undefined; onChange: (chosen: string[]) => void }

export function Options({ label, options, chosen, word, fault, onChange }: OptionsProps): ReactNode {
  return (
    <fieldset className="options">
      <legend className="lab">{label}</legend>
      {options.map((one) => (
        <label key={one} className="bar"><input type="checkbox" checked={chosen.includes(one)} onChange={(event) => onChange(event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))} />{word(one)}</label>
      ))}
      {fault ? <span className="small warn" role="alert">{fault}</span> : null}
    </fieldset>
  );
}

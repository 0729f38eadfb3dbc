/** Everybody whom this administrator lets in; the name opens what can be changed. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { get, patch } from "../api/client";
import type { Institution, Person, PersonChange } from "../api/types";
import { useWords } from "../i18n";
import { useDesk, useInstitutionName } from "../session/desk";
import { Button, PaneHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { NewPerson } from "./NewPeople";
import { PersonDialog } from "./PersonDialog";

export const holds = (wanted: string, ...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase()));

export function People({ wanted, institutions }: { wanted: string; institutions: Institution[] }): ReactNode {
  const { t, code } = useWords();
  const { now, act } = useDesk();
  const nameOf = useInstitutionName();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const people = useQuery({ queryKey: ["people"], queryFn: () => get<Person[]>("/api/v1/identity/people") }).data ?? [];
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ["people"] });
  const change = async (one: Person, changes: PersonChange): Promise<void> => {
    await act(t("admin.changed", { name: one.name }), () => patch<Person>(`/api/v1/identity/people/${one.id}`, changes));
    await reload();
  };
  const person = people.find((one) => one.id === opened);
  const shown = people.filter((one) => holds(wanted, one.name, one.login, one.institution, nameOf(one.institution)));
  return (
    <>
      <PaneHead title={t("admin.people")} note={t("admin.count", { shown: shown.length, all: people.length })}>
        {adding ? null : <Button low kind="main" onPress={() => setAdding(true)}>{t("admin.add_person")}</Button>}
      </PaneHead>
      {adding ? <NewPerson institutions={institutions} onDone={() => { setAdding(false); void reload(); }} /> : null}
      {person ? <PersonDialog person={person} institution={institutions.find((one) => one.code === person.institution)} onChanged={reload} onClose={() => setOpened(null)} /> : null}
      <div className="scroll">
        <table className="t">
          <colgroup><col style={{ width: "15%" }} /><col style={{ width: "14%" }} /><col style={{ width: "15%" }} /><col style={{ width: "16%" }} /><col style={{ width: "14%" }} /><col style={{ width: "9%" }} /><col style={{ width: "11%" }} /><col style={{ width: "6%" }} /></colgroup>
          <thead><tr><th>{t("account.name")}</th><th>{t("signin.login")}</th><th>{t("word.institution")}</th><th>{t("word.role")}</th><th>{t("admin.training")}</th><th title={t("signin.code")}>{t("admin.code_short")}</th><th>{t("admin.seen")}</th><th>{t("admin.active")}</th></tr></thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.id} className={one.active ? "" : "is-quiet"}>
                <td><button type="button" className="link cut" aria-haspopup="dialog" title={t("admin.open_person", { name: one.name })} onClick={() => setOpened(one.id)}>{one.name}</button></td><td className="code" title={one.login}>{one.login}</td>
                <td title={nameOf(one.institution)}>{nameOf(one.institution)}</td>
                <td title={one.roles.map((role) => code(`role.${role}`)).join(", ")}>{one.roles.map((role) => code(`role.${role}`)).join(", ")}</td>
                <td>{one.training_completed_on ? <span className="code">{dateOf(one.training_completed_on)}</span>
                  : <Button low onPress={() => void change(one, { training_completed_on: new Date(now).toISOString().slice(0, 10) })}>{t("admin.trained_today")}</Button>}</td>
                <td>{one.totp ? <span className="st" data-s="done">{t("admin.code_on")}</span> : <span className="code ink3">—</span>}</td>
                <td className="code">{one.last_seen_at ? momentOf(one.last_seen_at, now) : <span className="ink3">—</span>}</td>
                <td><label className="bar"><input type="checkbox" checked={one.active} aria-label={`${t("admin.active")}: ${one.name}`} onChange={(event) => void change(one, { active: event.target.checked })} /></label></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

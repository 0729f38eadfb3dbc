/** Persons of an event in their roles; a row is typed in place and saved when it is left. */
import { useState, type ReactNode } from "react";
import type { EventPerson, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useClassifierList } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";

const FIELDS = ["personal_code", "name", "surname", "phone"] as const;
const NUMBER = { width: "calc(var(--k)*108px)" };
/** Numbers are compared figure by figure: they are never cut. */
const WIDTH: Partial<Record<(typeof FIELDS)[number], { width: string }>> = { personal_code: NUMBER, phone: NUMBER };

export function Persons({ event, readOnly, origin, onSave }: { event: EventView; readOnly: boolean; origin: (path: string) => ReactNode; onSave: (persons: EventPerson[]) => Promise<boolean> }): ReactNode {
  const { t, value } = useWords();
  const roles = useClassifier("person_role");
  const { data } = useClassifierList("person_role");
  const [draft, setDraft] = useState<EventPerson | null>(null);
  const save = async (): Promise<void> => {
    if (!draft?.role) return;
    const cleaned = Object.fromEntries(Object.entries(draft).map(([field, text]) => [field, text === "" ? null : text])) as unknown as EventPerson;
    const others = event.persons.filter((one) => one.ref !== draft.ref);
    if (await onSave([...others, cleaned])) setDraft(null);
  };
  const start = (): void => setDraft({ ref: nextRef("p", event.persons.map((one) => one.ref)), role: "", condition: [] });
  return (
    <>
      <SectionHead title={t("persons.title")} note={event.persons.length}>
        {readOnly ? null : <Button low onPress={start}>{t("persons.add")}</Button>}
      </SectionHead>
      <table className="t">
        <thead><tr><th>{t("persons.role")}</th>{FIELDS.map((field) => <th key={field} style={WIDTH[field]}>{t(`persons.${field}`)}</th>)}<th style={{ width: "calc(var(--k)*92px)" }}><span className="visually-hidden">{t("persons.edit")}</span></th></tr></thead>
        <tbody>
          {event.persons.map((one) => (draft?.ref === one.ref ? null : (
            <tr key={one.ref}>
              <td>{value(roles(one.role), one.role)}</td>
              <td className="code">{one.personal_code ?? "—"}</td><td><b>{one.name ?? "—"}</b></td><td><b>{one.surname ?? "—"}</b></td><td className="code">{one.phone ?? "—"}</td>
              <td><span className="bar">{origin(`persons.${one.ref}`) ?? origin(`persons.${one.ref}.phone`) ?? origin(`persons.${one.ref}.role`)}
                {readOnly ? null : <Button kind="quiet" low onPress={() => setDraft(one)}>{t("persons.edit")}</Button>}</span></td>
            </tr>
          )))}
          {draft ? (
            <tr>
              <td>
                <select className="input" value={draft.role} aria-label={t("persons.role")} onChange={(one) => setDraft({ ...draft, role: one.target.value })}>
                  <option value="" disabled>{t("persons.role")}</option>
                  {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
                </select>
              </td>
              {FIELDS.map((field) => (
                <td key={field}><input className="input" value={draft[field] ?? ""} aria-label={t(`persons.${field}`)} onChange={(one) => setDraft({ ...draft, [field]: one.target.value })}
                  onKeyDown={(one) => { if (one.key === "Enter") { one.preventDefault(); void save(); } }} /></td>
              ))}
              <td><Button low kind="main" isDisabled={!draft.role} onPress={() => void save()}>{t("save")}</Button></td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </>
  );
}

export function nextRef(letter: string, refs: string[]): string {
  for (let number = 1; ; number += 1) if (!refs.includes(`${letter}${number}`)) return `${letter}${number}`;
}

/** Vehicles of an event: a plate is enough to begin with. */
import { useState, type ReactNode } from "react";
import type { EventVehicle, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { nextRef } from "./Persons";

const FIELDS = ["plate", "make", "model", "colour"] as const;

export function Vehicles({ event, readOnly, origin, onSave }: { event: EventView; readOnly: boolean; origin: (path: string) => ReactNode; onSave: (vehicles: EventVehicle[]) => Promise<boolean> }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList("vehicle_role");
  const [draft, setDraft] = useState<EventVehicle | null>(null);
  const save = async (): Promise<void> => {
    if (!draft?.role) return;
    const cleaned = Object.fromEntries(Object.entries(draft).map(([field, text]) => [field, text === "" ? null : text])) as unknown as EventVehicle;
    if (await onSave([...event.vehicles.filter((one) => one.ref !== draft.ref), cleaned])) setDraft(null);
  };
  return (
    <>
      <SectionHead title={t("vehicles.title")} note={event.vehicles.length}>
        {readOnly ? null : <Button low onPress={() => setDraft({ ref: nextRef("v", event.vehicles.map((one) => one.ref)), role: "", country: "LVA" })}>{t("vehicles.add")}</Button>}
      </SectionHead>
      <table className="t">
        <thead><tr><th>{t("persons.role")}</th>{FIELDS.map((field) => <th key={field}>{t(`vehicles.${field}`)}</th>)}<th style={{ width: "calc(var(--k)*90px)" }}><span className="visually-hidden">{t("persons.edit")}</span></th></tr></thead>
        <tbody>
          {event.vehicles.map((one) => (draft?.ref === one.ref ? null : (
            <tr key={one.ref}>
              <td>{value(data.find((role) => role.code === one.role), one.role)}</td><td className="code"><b>{one.plate ?? "—"}</b></td><td>{one.make ?? "—"}</td><td>{one.model ?? "—"}</td><td>{one.colour ?? "—"}</td>
              <td><span className="bar">{origin(`vehicles.${one.ref}`) ?? origin(`vehicles.${one.ref}.plate`)}{readOnly ? null : <Button kind="quiet" low onPress={() => setDraft(one)}>{t("persons.edit")}</Button>}</span></td>
            </tr>
          )))}
          {draft ? (
            <tr>
              <td><select className="input" value={draft.role} aria-label={t("persons.role")} onChange={(one) => setDraft({ ...draft, role: one.target.value })}>
                <option value="" disabled>{t("persons.role")}</option>{data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
              </select></td>
              {FIELDS.map((field) => (
                <td key={field}><input className="input" value={draft[field] ?? ""} aria-label={t(`vehicles.${field}`)} onChange={(one) => setDraft({ ...draft, [field]: one.target.value })}
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

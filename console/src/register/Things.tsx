/** Things of an event: a class and a few words are enough to begin with. */
import { useState, type ReactNode } from "react";
import type { EventObject, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { nextRef } from "./Persons";

export function Things({ event, readOnly, origin, onSave }: {
  event: EventView; readOnly: boolean; origin: (path: string) => ReactNode; onSave: (objects: EventObject[]) => Promise<boolean>;
}): ReactNode {
  const { t, value } = useWords();
  const classes = useClassifierList("object_class").data;
  const states = useClassifierList("object_status").data;
  const [draft, setDraft] = useState<EventObject | null>(null);
  const save = async (): Promise<void> => {
    if (!draft?.object_class) return;
    const cleaned = { ...draft, description: draft.description || null, status: draft.status || null };
    if (await onSave([...event.objects.filter((one) => one.ref !== draft.ref), cleaned])) setDraft(null);
  };
  const pick = (field: "object_class" | "status", list: typeof classes): ReactNode => (
    <select className="input" value={draft?.[field] ?? ""} aria-label={t(`things.${field}`)} onChange={(one) => draft && setDraft({ ...draft, [field]: one.target.value })}>
      <option value="">{t(`things.${field}`)}</option>
      {list.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
    </select>
  );
  return (
    <>
      <SectionHead title={t("things.title")} note={event.objects.length}>
        {readOnly ? null : <Button low onPress={() => setDraft({ ref: nextRef("b", event.objects.map((one) => one.ref)), object_class: "" })}>{t("things.add")}</Button>}
      </SectionHead>
      <table className="t">
        <thead><tr><th>{t("things.object_class")}</th><th>{t("things.status")}</th><th style={{ width: "40%" }}>{t("things.description")}</th><th style={{ width: "calc(var(--k)*90px)" }}><span className="visually-hidden">{t("persons.edit")}</span></th></tr></thead>
        <tbody>
          {event.objects.map((one) => (draft?.ref === one.ref ? null : (
            <tr key={one.ref}>
              <td><b>{value(classes.find((kind) => kind.code === one.object_class), one.object_class)}</b></td>
              <td>{value(states.find((state) => state.code === one.status), one.status ?? "—")}</td><td>{one.description ?? "—"}</td>
              <td><span className="bar">{origin(`objects.${one.ref}.object_class`) ?? origin(`objects.${one.ref}`)}{readOnly ? null : <Button kind="quiet" low onPress={() => setDraft(one)}>{t("persons.edit")}</Button>}</span></td>
            </tr>
          )))}
          {draft ? (
            <tr>
              <td>{pick("object_class", classes)}</td><td>{pick("status", states)}</td>
              <td><input className="input" value={draft.description ?? ""} aria-label={t("things.description")} onChange={(one) => setDraft({ ...draft, description: one.target.value })}
                onKeyDown={(one) => { if (one.key === "Enter") { one.preventDefault(); void save(); } }} /></td>
              <td><Button low kind="main" isDisabled={!draft.object_class} onPress={() => void save()}>{t("save")}</Button></td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </>
  );
}

/** The form of one person, vehicle or thing: every field with its fault; Enter keeps, Escape leaves. */
import { useEffect, useRef, type FormEvent, type ReactNode } from "react";
import type { EventView, Fault, KnownItem } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useClassifierList } from "../session/desk";
import { Button, Field } from "../ui/parts";
import { dateOf, dayOf } from "../ui/time";
import { AskedRegisters } from "./Checks";
import { Known } from "./Known";
import { LISTS, itemsOf, nameOf, type Item, type ListField, type ListName } from "./lists";

export function ItemForm({ name, event, draft, first, isNew, faults, onChange, onTake, onSave, onRemove, onCancel }: {
  name: ListName; event: EventView; draft: Item; first?: string | undefined; isNew: boolean; faults: readonly Fault[];
  onChange: (draft: Item) => void; onTake: (known: KnownItem) => void; onSave: () => void; onRemove: () => void; onCancel: () => void;
}): ReactNode {
  const { t, code } = useWords();
  const shape = LISTS[name];
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector<HTMLElement>(first ? `[data-field="${first}"] :is(select, input)` : "select, input")?.focus(); form.current?.scrollIntoView({ block: "nearest" }); }, [first]);
  const noDay = (field: ListField): boolean => field.kind === "date" && typeof draft[field.name] === "string" && !ISO_DAY.test(dayOf(String(draft[field.name])) ?? "2000-01-01");
  const ready = Boolean(draft[shape.pivot]) && !shape.fields.some(noDay);
  useShortcuts([{ keys: "Escape", word: "cancel", run: onCancel, inFields: true }]);
  const submit = (asked: FormEvent): void => {
    asked.preventDefault();
    if (ready) onSave();
  };
  const faultOf = (field: string): string | undefined => faults.find((one) => one.path === `${name}.${draft.ref}.${field}` || (field === shape.pivot && one.path === `${name}.${draft.ref}`))?.message;
  return (
    <form ref={form} className="item-form" aria-label={code(`event_field.${name}`)} onSubmit={submit}>
      {shape.fields.map((field) => (
        <div key={field.name} data-field={field.name} className={field.wide ? "is-wide" : undefined}>
          <Field label={code(`event_field.${name}.${field.name}`)} fault={noDay(field) && String(draft[field.name]).length >= DAY_LENGTH_MIN ? t("day.wrong") : faultOf(field.name)}>
            <Control field={field} name={name} event={event} value={draft[field.name]} onChange={(value) => onChange({ ...draft, [field.name]: value })} />
          </Field>
        </div>
      ))}
      <Known name={name} event={event} draft={draft} onTake={onTake} />
      <AskedRegisters name={name} event={event} draft={draft} onTake={onTake} />
      <div className="bar is-wide">
        <Button low kind="main" hotkey="Enter" type="submit" isDisabled={!ready}>{t("save")}</Button>
        <Button low kind="quiet" hotkey="Esc" onPress={onCancel}>{t("cancel")}</Button>
        <span className="grow" />
        {isNew ? null : <Button low kind="quiet" onPress={onRemove}>{t("list.remove")}</Button>}
      </div>
    </form>
  );
}

/** Shorter ones are still being typed. */
const DAY_LENGTH_MIN = 8;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

function Control({ field, name, event, value, onChange }: {
  field: ListField; name: ListName; event: EventView; value: unknown; onChange: (value: string) => void;
}): ReactNode {
  const { t, code, value: word } = useWords();
  const { data } = useClassifierList(field.list ?? "person_role");
  const text = Array.isArray(value) ? value.join(", ") : value === null || value === undefined ? "" : String(value);
  if (field.kind === "code") return <Choice value={text} onChange={onChange} options={data.map((one) => [one.code, word(one)])} />;
  if (field.kind === "ref") {
    const options = (field.of ?? []).flatMap((list) => itemsOf(event, list)).map((one): [string, string] => [one.ref, nameOf(event, one.ref, (role) => code(`event_field.${role}`))]);
    return <Choice value={text} onChange={onChange} options={options} />;
  }
  return (
    <input className={field.upper ? "input code" : "input"} value={field.kind === "date" && ISO_DAY.test(text) ? dateOf(text) : text} placeholder={field.kind === "date" ? t("day.hint") : undefined} inputMode={field.kind === "number" ? "decimal" : undefined}
      autoComplete="off" spellCheck={name === "objects"} onChange={(typed) => onChange(typed.target.value)} />
  );
}

function Choice({ value, options, onChange }: { value: string; options: [string, string][]; onChange: (value: string) => void }): ReactNode {
  return (
    <select className="input" value={value} onChange={(typed) => onChange(typed.target.value)}>
      <option value="">—</option>
      {options.map(([option, word]) => <option key={option} value={option}>{word}</option>)}
    </select>
  );
}

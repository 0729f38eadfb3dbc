/** One list of an event: a row each, and a form below the row that is being typed. */
import { Fragment, useState, type ReactNode } from "react";
import type { EventView, Fault } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { Checks } from "./Checks";
import { checksOf, useChecks } from "./checks";
import { ItemForm } from "./ItemForm";
import { LISTS, cleaned, itemsOf, nameOf, nextRef, type Item, type ListName } from "./lists";
import type { Wish } from "./sought";
import type { TakenOver } from "./saving";

/** Numbers are compared figure by figure: they are never cut. */
const NUMBERS = /^(personal_code|phone|registration_number)$/;
const NUMBER = { width: "calc(var(--k)*108px)" };

export interface SectionProps {
  event: EventView;
  readOnly: boolean;
  origin: (path: string) => ReactNode;
  /** Null when saved; else what was refused. */
  onSave: (items: Item[], takenOver: TakenOver[]) => Promise<readonly Fault[] | null>;
}

export function ListSection({ name, event, readOnly, origin, onSave, begin = false, wish = null, onEmpty }: SectionProps & {
  name: ListName; begin?: boolean; wish?: Wish | null; onEmpty?: () => void;
}): ReactNode {
  const { t, code } = useWords();
  const shape = LISTS[name];
  const items = itemsOf(event, name);
  const checks = useChecks(event);
  const fresh = (): Item => ({ ref: nextRef(shape.letter, items.map((one) => one.ref)) });
  const [draft, setDraft] = useState<Item | null>(begin ? fresh : null);
  const [taken, setTaken] = useState<TakenOver[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [granted, setGranted] = useState(0);
  if (wish && wish.turn !== granted) {
    // What is sought is opened where it is typed; what was being typed stays open.
    setGranted(wish.turn);
    const one = wish.ref ? items.find((kept) => kept.ref === wish.ref) : undefined;
    if (!draft) setDraft(one ?? { ...fresh(), ...(wish.role ? { role: wish.role } : {}) });
  }
  const end = (): void => {
    setDraft(null);
    setTaken([]);
    setFaults([]);
    if (items.length === 0) onEmpty?.();
  };
  const keep = async (next: Item[]): Promise<void> => {
    const refused = await onSave(next, taken);
    if (refused === null) end();
    else setFaults(refused);
  };
  const form = (one: Item): ReactNode => (
    <ItemForm name={name} event={event} draft={one} first={wish?.field ?? (wish?.role ? shape.fields[1]?.name : undefined)} isNew={!items.some((kept) => kept.ref === one.ref)} faults={faults} onChange={setDraft} onCancel={end}
      onTake={(known) => {
        setDraft({ ...one, ...known.values });
        setTaken(known.sources.map((source) => ({ path: `${name}.${one.ref}`, event: source.event, ref: source.ref })));
      }}
      onSave={() => void keep([...items.filter((kept) => kept.ref !== one.ref), cleaned(name, one)].sort((a, b) => place(items, a) - place(items, b)))}
      onRemove={() => void keep(items.filter((kept) => kept.ref !== one.ref))} />
  );
  return (
    <section aria-label={code(`event_field.${name}`)}>
      <SectionHead title={code(`event_field.${name}`)} note={items.length || null}>
        {readOnly || draft ? null : <Button low onPress={() => setDraft(fresh())}>{t(`list.add.${name}`)}</Button>}
      </SectionHead>
      {items.length > 0 ? (
        <table className="t">
          <thead><tr>{shape.columns.map((field) => <th key={field} style={NUMBERS.test(field) ? NUMBER : undefined}>{code(`event_field.${name}.${field}`)}</th>)}
            <th style={{ width: "calc(var(--k)*96px)" }}><span className="visually-hidden">{t("persons.edit")}</span></th></tr></thead>
          <tbody>
            {items.map((one) => draft?.ref === one.ref
              ? <tr key={one.ref}><td colSpan={shape.columns.length + 1} style={{ padding: 0 }}>{form(draft)}</td></tr>
              : (
                <Fragment key={one.ref}>
                <tr>
                  {shape.columns.map((field, column) => <td key={field}>{column === 0 ? <b><Shown name={name} field={field} event={event} item={one} /></b> : <Shown name={name} field={field} event={event} item={one} />}</td>)}
                  <td><span className="bar">{originOf(name, one, origin)}
                    {readOnly || draft ? null : <Button kind="quiet" low onPress={() => setDraft(one)}>{t("persons.edit")}</Button>}</span></td>
                </tr>
                {checksOf(checks, name, one.ref).length > 0 ? <tr><td colSpan={shape.columns.length + 1}><Checks checks={checksOf(checks, name, one.ref)} /></td></tr> : null}
                </Fragment>
              ))}
          </tbody>
        </table>
      ) : null}
      {draft && !items.some((one) => one.ref === draft.ref) ? form(draft) : null}
    </section>
  );
}

/** A thing that was changed stays where it stood; a new one comes last. */
function place(items: readonly Item[], item: Item): number {
  const found = items.findIndex((one) => one.ref === item.ref);
  return found < 0 ? items.length : found;
}

/** The mark of whatever in it was told last by a person, or of its first field. */
function originOf(name: ListName, item: Item, origin: (path: string) => ReactNode): ReactNode {
  for (const field of [LISTS[name].pivot, ...LISTS[name].columns]) {
    const found = origin(`${name}.${item.ref}.${field}`);
    if (found) return found;
  }
  return null;
}

function Shown({ name, field, event, item }: { name: ListName; field: string; event: EventView; item: Item }): ReactNode {
  const shape = LISTS[name].fields.find((one) => one.name === field);
  const { value, code } = useWords();
  const { data } = useClassifierList(shape?.kind === "code" && shape.list ? shape.list : "person_role");
  const given = item[field];
  if (given === null || given === undefined || given === "") return <span className="ink3">—</span>;
  if (shape?.kind === "code") return value(data.find((one) => one.code === given), String(given));
  if (shape?.kind === "ref") return nameOf(event, String(given), (role) => code(`event_field.${role}`));
  return <span className={/number|code|plate|phone|serial|badge/.test(field) ? "code" : ""}>{String(given)}</span>;
}

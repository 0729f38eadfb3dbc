/** What may be done with a thing: one form at a time, each with its key. */
import { useMemo, useState, type FormEvent, type ReactNode } from "react";
import type { CustodyItem, ItemView, OfferMade } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { useInstitutionName } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Field } from "../ui/parts";
import { PlaceChoice } from "./PlaceChoice";
import { isGone, useCustodyAct, usePolice } from "./custody";

type ActName = "offer" | "move" | "release" | "due" | "hold" | "destroy";
interface Act { name: ActName; keys: string; word: Key }

const GIVER: Act[] = [
  { name: "offer", keys: "N", word: "custody.act.offer" },
  { name: "move", keys: "P", word: "custody.act.move" },
  { name: "release", keys: "I", word: "custody.act.release" },
];
const CONCERNED: Act[] = [
  { name: "due", keys: "T", word: "custody.act.due" },
  { name: "hold", keys: "A", word: "custody.act.hold" },
];
const DESTROY: Act = { name: "destroy", keys: "Z", word: "custody.act.destroy" };

/** The server judges again; here only what can be done is offered. */
function useActs({ item }: ItemView): Act[] {
  const { session, has } = useSession();
  return useMemo(() => {
    if (!has("custody.write") || isGone(item)) return [];
    const own = session.institution.code;
    const holds = item.holder_institution === own;
    const gives = item.holder === `person:${session.person_id}` || (holds && item.place_id !== null);
    const ends = !item.legal_hold;
    const second = holds && item.destruction_asked_by !== null && item.destruction_asked_by !== `person:${session.person_id}`;
    return [
      ...GIVER.filter((one) => gives && (one.name !== "release" || ends)),
      ...CONCERNED.filter(() => holds || item.institution === own),
      ...(ends && (second || (gives && item.destruction_asked_by === null)) ? [DESTROY] : []),
    ];
  }, [has, item, session]);
}

export function Acts({ view, onMade }: { view: ItemView; onMade: (made: OfferMade) => void }): ReactNode {
  const { t } = useWords();
  const acts = useActs(view);
  const [begun, setBegun] = useState<ActName | null>(null);
  const shortcuts = useMemo<Shortcut[]>(() => acts.map((one) => ({ keys: one.keys, word: one.word, run: () => setBegun(one.name) })), [acts]);
  useShortcuts(shortcuts);
  const open = acts.some((one) => one.name === begun) ? begun : null;
  if (acts.length === 0) return null;
  return (
    <>
      <div className="bar pad wrap" role="group" aria-label={t("custody.acts")}>
        {acts.map((one) => <Button key={one.name} low kind={one.name === "offer" && open === null && view.offer === null ? "main" : "ordinary"} hotkey={one.keys} onPress={() => setBegun(one.name)}>{t(one.word)}</Button>)}
      </div>
      {open ? <ActForm key={`${open} ${view.item.steps}`} name={open} view={view} onMade={onMade} onClose={() => setBegun(null)} /> : null}
    </>
  );
}

const WHY: Record<ActName, Key> = {
  offer: "custody.note", move: "custody.note", release: "custody.signed", due: "custody.reason", hold: "custody.reason", destroy: "custody.reason",
};
const DONE: Record<ActName, Key> = {
  offer: "custody.done.offered", move: "custody.done.moved", release: "custody.done.released", due: "custody.done.due", hold: "custody.done.hold", destroy: "custody.done.destroy",
};

function ActForm({ name, view, onMade, onClose }: { name: ActName; view: ItemView; onMade: (made: OfferMade) => void; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { session } = useSession();
  const act = useCustodyAct();
  const police = usePolice();
  const institution = useInstitutionName();
  const { item } = view;
  const [form, setForm] = useState({ note: "", place: "", name: "", document: "", login: "", institution: session.institution.code, due: item.due_on ?? "" });
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  useShortcuts(useMemo<Shortcut[]>(() => [{ keys: "Escape", word: "cancel", inFields: true, run: onClose }], [onClose]));
  const optional = name === "offer" || name === "move";
  const confirms = name === "destroy" && item.destruction_asked_by !== null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const note = form.note.trim() || null;
    if (name === "offer") {
      const made = await act<OfferMade>(DONE.offer, `items/${item.id}/offers`, { to_institution: form.institution, to_login: form.login.trim() || null, note });
      if (made) { onMade(made); onClose(); }
      return;
    }
    const [path, body]: [string, unknown] = {
      move: ["move", { place_id: form.place, note }],
      release: ["release", { name: form.name.trim(), document: form.document.trim(), note }],
      due: ["due", { due_on: form.due || null, note }],
      hold: ["hold", { legal_hold: !item.legal_hold, note }],
      destroy: [confirms ? "destruction/confirm" : "destruction", { note }],
    }[name] as [string, unknown];
    if (await act<CustodyItem>(confirms ? "custody.done.destroyed" : DONE[name], `items/${item.id}/${path}`, body)) onClose();
  };
  const title: Key = name === "hold" ? (item.legal_hold ? "custody.hold_off" : "custody.hold_on") : confirms ? "custody.destroy_confirm" : name === "destroy" ? "custody.destroy_ask" : `custody.act.${name}`;
  return (
    <form className="pad form" aria-label={t(title)} style={{ maxWidth: "calc(var(--k)*520px)" }} onSubmit={(event) => void submit(event)}>
      {name === "offer" ? (
        <div className="grid-2">
          <Field label={t("custody.to_institution")}>
            <select className="input" autoFocus value={form.institution} onChange={type("institution")}>{police.map((one) => <option key={one.code} value={one.code}>{institution(one.code)}</option>)}</select>
          </Field>
          <Field label={t("custody.to_login")} hint={t("custody.anybody")}><input className="input code" maxLength={100} value={form.login} onChange={type("login")} /></Field>
        </div>
      ) : null}
      {name === "move" ? <PlaceChoice required chosen={form.place} onChoose={(place) => setForm({ ...form, place })} /> : null}
      {name === "release" ? (
        <div className="grid-2">
          <Field label={t("custody.to_person")}><input className="input" autoFocus required maxLength={300} value={form.name} onChange={type("name")} /></Field>
          <Field label={t("custody.document")}><input className="input" required maxLength={300} value={form.document} onChange={type("document")} /></Field>
        </div>
      ) : null}
      {name === "due" ? <Field label={t("custody.due")} hint={t("custody.due_hint")}><input className="input code" type="date" autoFocus value={form.due} onChange={type("due")} /></Field> : null}
      {confirms ? <p className="small ink2">{t("custody.asked_by", { name: item.destruction_asked_name ?? "" })}</p> : null}
      <Field label={t(WHY[name])}><input className="input" autoFocus={name === "hold" || name === "destroy"} required={!optional} maxLength={1000} value={form.note} onChange={type("note")} /></Field>
      <div className="bar wrap"><Button type="submit" kind="main" hotkey="Enter">{t(title)}</Button><Button hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
    </form>
  );
}

/** A thing that is handed in without an event: found on the street, left at the counter. */
import { useMemo, useState, type FormEvent, type ReactNode } from "react";
import { newKey, post } from "../api/client";
import type { CustodyItem } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { Button, Field, PaneHead } from "../ui/parts";
import { PlaceChoice } from "./PlaceChoice";
import { BASE, ITEM_KINDS } from "./custody";

export function TakeIn({ onDone, onClose }: { onDone: (item: CustodyItem) => void; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { log } = useDesk();
  const [id] = useState(newKey);
  const [form, setForm] = useState({ kind: "found", description: "", quantity: "1", value: "", mark: "", where: "", basis: "", due: "", place: "" });
  const { send, at, rest, busy } = useSending({ fields: { description: t("custody.describe"), value_eur: t("custody.value_rule"), quantity: t("custody.quantity_rule"), due_on: "", place_id: "" } });
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  useShortcuts(useMemo<Shortcut[]>(() => [{ keys: "Escape", word: "cancel", inFields: true, run: onClose }], [onClose]));
  const given = (text: string): string | null => text.trim() || null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = {
      id, kind: form.kind, description: form.description.trim(), quantity: form.quantity ? Number(form.quantity) : null, value_eur: given(form.value),
      marks: form.mark.trim() ? [{ kind: "number", value: form.mark.trim() }] : [], taken_where: given(form.where), legal_basis: given(form.basis), due_on: given(form.due), place_id: given(form.place),
    };
    const item = await send(() => post<CustodyItem>(`${BASE}/items`, body));
    if (item === null) return;
    log(true, t("custody.done.taken", { number: item.number }));
    onDone(item);
  };
  return (
    <>
      <PaneHead title={t("custody.take_in")} />
      <form className="scroll pad form" style={{ maxWidth: "calc(var(--k)*620px)" }} aria-label={t("custody.take_in")} onSubmit={(event) => void submit(event)}>
        <Field label={t("custody.description")} fault={at("description")}><textarea className="input" rows={3} autoFocus required maxLength={1000} value={form.description} onChange={type("description")} /></Field>
        <div className="grid-2">
          <Field label={t("custody.kind")}><select className="input" value={form.kind} onChange={type("kind")}>{ITEM_KINDS.map((one) => <option key={one} value={one}>{t(`custody.kind.${one}`)}</option>)}</select></Field>
          <PlaceChoice chosen={form.place} onChoose={(place) => setForm({ ...form, place })} />
          <Field label={t("custody.quantity")} fault={at("quantity")}><input className="input code" inputMode="decimal" maxLength={12} value={form.quantity} onChange={type("quantity")} /></Field>
          <Field label={t("custody.value")} fault={at("value_eur")}><input className="input code" inputMode="decimal" maxLength={13} value={form.value} onChange={type("value")} /></Field>
          <Field label={t("custody.marks")}><input className="input code" maxLength={60} value={form.mark} onChange={type("mark")} /></Field>
          <Field label={t("custody.due")} hint={t("custody.due_hint")} fault={at("due_on")}><input className="input code" type="date" value={form.due} onChange={type("due")} /></Field>
          <Field label={t("custody.where")}><input className="input" maxLength={300} value={form.where} onChange={type("where")} /></Field>
          <Field label={t("custody.basis")}><input className="input" maxLength={300} value={form.basis} onChange={type("basis")} /></Field>
        </div>
        {rest ? <p className="small warn" role="alert">{rest}</p> : null}
        <div className="bar"><Button type="submit" kind="main" isDisabled={busy}>{t("custody.take_in")}</Button><Button hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
      </form>
    </>
  );
}

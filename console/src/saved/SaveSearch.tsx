/** The search that stands on the screen is to stand on: a name, a purpose with its case, an end, what narrows it. */
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { get, newKey, post } from "../api/client";
import type { Institution, SavedSearch } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { KINDS, type Kind } from "../register/search/hits";
import { useClassifierList, useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { Button, Field } from "../ui/parts";
import { BASE, dayAfter, useRule } from "./saved";

const DAY_MS = 86_400_000;

export function SaveSearch({ asked, days, kind, purpose, onClose }: { asked: string; days: number; kind: Kind | null; purpose: string; onClose: () => void }): ReactNode {
  const { t, value, language } = useWords();
  const { now, log } = useDesk();
  const rule = useRule();
  const purposes = useClassifierList("purpose").data.filter((one) => rule?.purposes.includes(one.code));
  const types = useClassifierList("incident_type").data;
  const roles = useClassifierList("person_role").data;
  const { data: institutions } = useQuery({ queryKey: ["institutions"], queryFn: () => get<Institution[]>("/api/v1/identity/institutions"), staleTime: 60 * 60_000 });
  const territories = (institutions ?? []).filter((one) => one.atvk !== null);
  useShortcuts([{ keys: "Escape", word: "cancel", run: onClose, inFields: true }]);
  const [code = "", ref = ""] = purpose.split(";ref=");
  const [form, setForm] = useState({ name: asked.slice(0, 120), purpose: code, ref, ends: "", kind: kind ?? "", type: "", role: "", atvk: "" });
  const id = useRef(newKey());
  const { send, at, rest, busy } = useSending({ fields: { name: "", purpose: "", purpose_ref: t("saved.ref_rule"), ends_on: "", q: "" } });
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await send(() => post<SavedSearch>(BASE, {
      id: id.current, name: form.name.trim(), q: asked, purpose: form.purpose, purpose_ref: form.ref.trim(), ends_on: form.ends || null, kind: form.kind || null,
      since: days > 0 ? new Date(now - days * DAY_MS).toISOString() : null, type: form.type || null, role: form.role || null, atvk: form.atvk || null,
    }));
    if (!made) return;
    log(true, t("saved.done.save", { name: made.name }));
    onClose();
  };
  if (!rule) return null;
  return (
    <form className="pad form" aria-label={t("saved.save")} onSubmit={(event) => void submit(event)}>
      <p className="small ink2">{t("saved.why", { q: asked })}</p>
      <Field label={t("saved.name")} fault={at("name")}><input className="input" autoFocus required maxLength={120} value={form.name} onChange={type("name")} /></Field>
      <Field label={t("purpose.code")} fault={at("purpose")}>
        <select className="input" required value={purposes.some((one) => one.code === form.purpose) ? form.purpose : ""} onChange={type("purpose")}>
          <option value="" disabled>{t("saved.choose_purpose")}</option>{purposes.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
        </select>
      </Field>
      <Field label={t("saved.ref")} fault={at("purpose_ref")}><input className="input code" required maxLength={100} pattern="[!-:<-~]+" title={t("saved.ref_rule")} value={form.ref} onChange={type("ref")} /></Field>
      <Field label={t("saved.ends")} fault={at("ends_on")} hint={t("saved.ends_hint", { max: rule.days_max })}>
        <input className="input code" type="date" min={dayAfter(now, 0)} max={dayAfter(now, rule.days_max)} value={form.ends || dayAfter(now, rule.days)} onChange={type("ends")} />
      </Field>
      <div className="grid-2">
        <Field label={t("saved.kind")}><select className="input" value={form.kind} onChange={type("kind")}><option value="">{t("saved.any")}</option>{KINDS.map((one) => <option key={one} value={one}>{t(`index.kind.${one}` as "index.kind.person")}</option>)}</select></Field>
        <Field label={t("saved.type")}><select className="input" value={form.type} onChange={type("type")}><option value="">{t("saved.any")}</option>{types.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}</select></Field>
        <Field label={t("saved.role")}><select className="input" value={form.role} onChange={type("role")}><option value="">{t("saved.any")}</option>{roles.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}</select></Field>
        <Field label={t("saved.atvk")}><select className="input" value={form.atvk} onChange={type("atvk")}><option value="">{t("saved.any")}</option>{territories.map((one) => <option key={one.code} value={one.atvk ?? ""}>{language === "lv" ? one.name_lv : one.name_en}</option>)}</select></Field>
      </div>
      {rest ? <p className="small warn" role="alert">{rest}</p> : null}
      <div className="bar"><Button type="submit" kind="main" hotkey="Enter" isDisabled={busy}>{t("saved.do_save")}</Button><Button onPress={onClose}>{t("cancel")}</Button></div>
    </form>
  );
}

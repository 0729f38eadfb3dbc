/** A rule is proposed by one and confirmed by another; until then nothing holds. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent, type ReactNode } from "react";
import { post } from "../api/client";
import type { RetentionRule } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { useClassifierList, useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { useSession } from "../session/session";
import { Button, Field, PaneHead } from "../ui/parts";
import { dateOf, dayOf } from "../ui/time";
import { BASE, UNITS } from "./retention";

const KEEPER = "iemic";
const FIELDS = { code: "", name: "", basis: "", valid_from: "", waiting_days: "", keep_count: "", keep_unit: "", legal_class: "", outcome_kind: "", category: "" };

export function NewRule({ onDone, onClose }: { onDone: (rule: string) => void; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { now, log } = useDesk();
  const { session } = useSession();
  const queries = useQueryClient();
  const keeper = session.institution.code === KEEPER;
  const [id] = useState(() => crypto.randomUUID());
  const [form, setForm] = useState({ code: "", name: "", basis: "", valid_from: dateOf(now), waiting_days: "30", keep_count: "", keep_unit: "year", legal_class: "", outcome_kind: "", category: "" });
  const [keeps, setKeeps] = useState(false);
  const [everywhere, setEverywhere] = useState(keeper);
  const { send, at, rest, busy } = useSending({ fields: { ...FIELDS, code: t("retention.code_rule") } });
  useShortcuts(useMemo<Shortcut[]>(() => [{ keys: "Escape", word: "cancel", inFields: true, run: onClose }], [onClose]));
  const type = (field: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [field]: event.target.value });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = {
      id, code: form.code.trim(), name: form.name.trim(), basis: form.basis.trim(), valid_from: dayOf(form.valid_from), waiting_days: Number(form.waiting_days),
      keep_count: keeps ? null : Number(form.keep_count), keep_unit: keeps ? null : form.keep_unit,
      legal_class: form.legal_class || null, outcome_kind: form.outcome_kind || null, category: form.category || null, everywhere,
    };
    const rule = await send(() => post<RetentionRule>(`${BASE}/rules`, body));
    if (rule === null) return;
    log(true, t("retention.done.proposed"));
    await queries.invalidateQueries({ queryKey: ["retention"] });
    onDone(rule.id);
  };
  return (
    <>
      <PaneHead title={t("retention.propose")} note={t("retention.propose_note")} />
      <div className="scroll">
        <form className="pad form" aria-label={t("retention.propose")} style={{ maxWidth: "calc(var(--k)*640px)" }} onSubmit={(event) => void submit(event)}>
          <Field label={t("retention.name")} fault={at("name")}><input className="input" autoFocus required minLength={3} maxLength={200} value={form.name} onChange={type("name")} /></Field>
          <Field label={t("retention.basis")} hint={t("retention.basis_hint")} fault={at("basis")}><input className="input" required minLength={3} maxLength={500} value={form.basis} onChange={type("basis")} /></Field>
          <div className="grid-2">
            <Field label={t("retention.code")} hint={t("retention.code_hint")} fault={at("code")}><input className="input code" required pattern="[a-z0-9_]{2,40}" maxLength={40} value={form.code} onChange={type("code")} /></Field>
            <Field label={t("retention.valid_from")} fault={at("valid_from")}><input className="input code" required maxLength={11} value={form.valid_from} onChange={type("valid_from")} /></Field>
            <Choice label={t("retention.legal_class")} list="legal_class" chosen={form.legal_class} onChange={type("legal_class")} />
            <Choice label={t("retention.outcome")} list="outcome_kind" chosen={form.outcome_kind} onChange={type("outcome_kind")} />
            <Choice label={t("retention.category")} list="response_category" chosen={form.category} onChange={type("category")} />
            <Field label={t("retention.waiting")} hint={t("retention.waiting_hint")} fault={at("waiting_days")}><input className="input code" type="number" required min={1} max={3650} value={form.waiting_days} onChange={type("waiting_days")} /></Field>
          </div>
          <label className="bar"><input type="checkbox" checked={keeps} onChange={(event) => setKeeps(event.target.checked)} />{t("retention.keeps")}</label>
          {keeps ? null : (
            <div className="grid-2">
              <Field label={t("retention.keep_count")} fault={at("keep_count")}><input className="input code" type="number" required min={1} max={1200} value={form.keep_count} onChange={type("keep_count")} /></Field>
              <Field label={t("retention.keep_unit")} fault={at("keep_unit")}><select className="input" value={form.keep_unit} onChange={type("keep_unit")}>{UNITS.map((one) => <option key={one} value={one}>{t(`retention.units.${one}`)}</option>)}</select></Field>
            </div>
          )}
          {keeper ? <label className="bar"><input type="checkbox" checked={everywhere} onChange={(event) => setEverywhere(event.target.checked)} />{t("retention.for_all")}</label> : null}
          {rest ? <p className="small warn" role="alert">{rest}</p> : null}
          <div className="bar"><Button type="submit" kind="main" hotkey="Enter" isDisabled={busy}>{t("retention.propose")}</Button><Button hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
        </form>
      </div>
    </>
  );
}

function Choice({ label, list, chosen, onChange }: { label: string; list: string; chosen: string; onChange: (event: { target: { value: string } }) => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList(list);
  return (
    <Field label={label}>
      <select className="input" value={chosen} onChange={onChange}><option value="">{t("retention.any")}</option>{data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}</select>
    </Field>
  );
}

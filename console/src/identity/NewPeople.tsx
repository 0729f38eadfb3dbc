/** A new person or system: every fault is named at its field. */
import { useState, type FormEvent, type ReactNode } from "react";
import { Refusal, post } from "../api/client";
import type { Fault, Institution } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, Field } from "../ui/parts";

const ROLES = ["call_taker", "dispatcher", "station_commander", "duty_officer", "register_officer", "supervisor", "analyst", "auditor", "administrator"];
const SCOPES = ["intake.telephony", "intake.aml", "resources.position", "register.read", "register.write", "dispatch.answer_referral", "calls.read", "gis.read", "live.read"];

function Options({ label, options, chosen, word, onChange }: { label: string; options: string[]; chosen: string[]; word: (one: string) => string; onChange: (chosen: string[]) => void }): ReactNode {
  return (
    <fieldset className="bar wrap" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend className="lab">{label}</legend>
      {options.map((one) => (
        <label key={one} className="bar"><input type="checkbox" checked={chosen.includes(one)} onChange={(event) => onChange(event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))} />{word(one)}</label>
      ))}
    </fieldset>
  );
}

function useSending<T>(path: string, what: string): { faults: Fault[]; send: (body: unknown) => Promise<T | null> } {
  const { act } = useDesk();
  const [faults, setFaults] = useState<Fault[]>([]);
  const send = (body: unknown): Promise<T | null> => act(what, async () => {
    try {
      setFaults([]);
      return await post<T>(path, body);
    } catch (error) {
      if (error instanceof Refusal) setFaults(error.faults);
      throw error;
    }
  });
  return { faults, send };
}

const faultOf = (faults: Fault[], path: string): string | undefined => faults.filter((one) => one.path.startsWith(path)).map((one) => one.message).join(" · ") || undefined;

function InstitutionField({ institutions, value, onChange, fault }: { institutions: Institution[]; value: string; onChange: (code: string) => void; fault: string | undefined }): ReactNode {
  const { t, language } = useWords();
  return (
    <Field label={t("word.institution")} fault={fault}>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="" />
        {institutions.map((one) => <option key={one.code} value={one.code}>{language === "lv" ? one.name_lv : one.name_en}</option>)}
      </select>
    </Field>
  );
}

export function NewPerson({ institutions, onDone }: { institutions: Institution[]; onDone: () => void }): ReactNode {
  const { t, code } = useWords();
  const [form, setForm] = useState({ login: "", name: "", institution: "", roles: [] as string[], password: "" });
  const { faults, send } = useSending("/api/v1/identity/people", t("admin.added", { name: form.name }));
  const submit = (event: FormEvent): void => { event.preventDefault(); void send(form).then((done) => { if (done) onDone(); }); };
  return (
    <form className="pad sec" onSubmit={submit} style={{ display: "grid", gap: "var(--s-3)" }}>
      <div className="grid-2">
        <Field label={t("admin.name")} fault={faultOf(faults, "name")}><input className="input" value={form.name} autoFocus onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
        <Field label={t("signin.login")} fault={faultOf(faults, "login")}><input className="input code" value={form.login} onChange={(event) => setForm({ ...form, login: event.target.value })} /></Field>
        <InstitutionField institutions={institutions} value={form.institution} fault={faultOf(faults, "institution")} onChange={(institution) => setForm({ ...form, institution })} />
        <Field label={t("signin.password")} hint={t("admin.password_hint")} fault={faultOf(faults, "password")}><input className="input" type="password" autoComplete="new-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} /></Field>
      </div>
      <Options label={t("word.role")} options={ROLES} chosen={form.roles} word={(one) => code(`role.${one}`)} onChange={(roles) => setForm({ ...form, roles })} />
      {faultOf(faults, "roles") ? <span className="small warn" role="alert">{faultOf(faults, "roles")}</span> : null}
      <div className="bar"><button type="submit" className="btn is-main">{t("admin.add_person")}</button><Button onPress={onDone}>{t("cancel")}</Button></div>
    </form>
  );
}

export function NewClient({ institutions, onDone }: { institutions: Institution[]; onDone: (made: { id: string; secret: string } | null) => void }): ReactNode {
  const { t } = useWords();
  const [form, setForm] = useState({ client_id: "", name: "", institution: "", scopes: [] as string[] });
  const { faults, send } = useSending<{ client_secret: string }>("/api/v1/identity/clients", t("admin.added", { name: form.client_id }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void send(form).then((done) => { if (done) onDone({ id: form.client_id, secret: done.client_secret }); });
  };
  return (
    <form className="pad sec" onSubmit={submit} style={{ display: "grid", gap: "var(--s-3)" }}>
      <div className="grid-2">
        <Field label={t("admin.client")} fault={faultOf(faults, "client_id")}><input className="input code" value={form.client_id} autoFocus onChange={(event) => setForm({ ...form, client_id: event.target.value })} /></Field>
        <Field label={t("admin.name")} fault={faultOf(faults, "name")}><input className="input" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
        <InstitutionField institutions={institutions} value={form.institution} fault={faultOf(faults, "institution")} onChange={(institution) => setForm({ ...form, institution })} />
      </div>
      <Options label={t("admin.scopes")} options={SCOPES} chosen={form.scopes} word={(one) => one} onChange={(scopes) => setForm({ ...form, scopes })} />
      <div className="bar"><button type="submit" className="btn is-main">{t("admin.add_client")}</button><Button onPress={() => onDone(null)}>{t("cancel")}</Button></div>
    </form>
  );
}

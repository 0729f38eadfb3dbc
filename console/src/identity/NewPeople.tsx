/** A new person or system: every fault is named at its field. */
import { useState, type FormEvent, type ReactNode } from "react";
import { post } from "../api/client";
import type { ClientMade, Institution, Person } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { Button, Field } from "../ui/parts";
import { Options, useRoles } from "./roles";

const SCOPES = ["intake.telephony", "intake.aml", "resources.position", "register.read", "register.write", "dispatch.answer_referral", "calls.read", "gis.read", "live.read"];

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
  const { log } = useDesk();
  const roles = useRoles(institutions.find((one) => one.code === form.institution));
  const { send, at, rest, busy } = useSending({
    fields: { name: t("admin.name_rule"), login: t("admin.login_rule"), institution: "", roles: "", password: t("account.password_rule") },
    places: { "identity.login_taken": "login" },
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await send(() => post<Person>("/api/v1/identity/people", form));
    if (made === null) return;
    log(true, t("admin.added", { name: made.name }));
    onDone();
  };
  return (
    <form className="pad sec form" onSubmit={(event) => void submit(event)}>
      <div className="grid-2">
        <Field label={t("account.name")} fault={at("name")}><input className="input" value={form.name} autoFocus onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
        <Field label={t("signin.login")} fault={at("login")}><input className="input code" value={form.login} onChange={(event) => setForm({ ...form, login: event.target.value })} /></Field>
        <InstitutionField institutions={institutions} value={form.institution} fault={at("institution")} onChange={(institution) => setForm({ ...form, institution, roles: [] })} />
        <Field label={t("signin.password")} hint={t("admin.password_hint")} fault={at("password")}><input className="input" type="password" autoComplete="new-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} /></Field>
      </div>
      <Options label={t("word.role")} options={roles} chosen={form.roles} word={(one) => code(`role.${one}`)} fault={at("roles")} onChange={(roles) => setForm({ ...form, roles })} />
      {rest ? <p className="small warn" role="alert">{rest}</p> : null}
      <div className="bar"><button type="submit" className="btn is-main" disabled={busy}>{t("admin.add_person")}</button><Button onPress={onDone}>{t("cancel")}</Button></div>
    </form>
  );
}

export function NewClient({ institutions, onDone }: { institutions: Institution[]; onDone: (made: { id: string; secret: string } | null) => void }): ReactNode {
  const { t } = useWords();
  const [form, setForm] = useState({ client_id: "", name: "", institution: "", scopes: [] as string[] });
  const { log } = useDesk();
  const { send, at, rest, busy } = useSending({
    fields: { client_id: t("admin.login_rule"), name: t("admin.name_rule"), institution: "", scopes: "" },
    places: { "identity.client_taken": "client_id" },
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const made = await send(() => post<ClientMade>("/api/v1/identity/clients", form));
    if (made === null) return;
    log(true, t("admin.added", { name: made.client.client_id }));
    onDone({ id: made.client.client_id, secret: made.client_secret });
  };
  return (
    <form className="pad sec form" onSubmit={(event) => void submit(event)}>
      <div className="grid-3">
        <Field label={t("admin.client")} fault={at("client_id")}><input className="input code" value={form.client_id} autoFocus onChange={(event) => setForm({ ...form, client_id: event.target.value })} /></Field>
        <Field label={t("admin.name")} fault={at("name")}><input className="input" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
        <InstitutionField institutions={institutions} value={form.institution} fault={at("institution")} onChange={(institution) => setForm({ ...form, institution })} />
      </div>
      <Options label={t("admin.scopes")} options={SCOPES} chosen={form.scopes} word={(one) => one} fault={at("scopes")} onChange={(scopes) => setForm({ ...form, scopes })} />
      {rest ? <p className="small warn" role="alert">{rest}</p> : null}
      <div className="bar"><button type="submit" className="btn is-main" disabled={busy}>{t("admin.add_client")}</button><Button onPress={() => onDone(null)}>{t("cancel")}</Button></div>
    </form>
  );
}

/** One person of the administrator's: name, roles and training; a new password; a lost one-time code. */
import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { patch, post } from "../api/client";
import type { Institution, Person, PersonChange } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { Button, Field } from "../ui/parts";
import { dateOf, dayOf } from "../ui/time";
import { Options, useRoles } from "./roles";

interface Part { person: Person; onChanged: () => Promise<void> }
export interface PersonDialogProps extends Part { institution: Institution | undefined; onClose: () => void }

const addressOf = (person: Person): string => `/api/v1/identity/people/${person.id}`;

export function PersonDialog({ person, institution, onChanged, onClose }: PersonDialogProps): ReactNode {
  const { t, language } = useWords();
  const named = institution && (language === "lv" ? institution.name_lv : institution.name_en);
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog account">
          <Heading slot="title" level={2}>{person.name}</Heading>
          <p className="ink2"><span className="code">{person.login}</span> · {named ?? person.institution}</p>
          <div className="account-parts is-uneven">
            <Description person={person} institution={institution} onChanged={onChanged} />
            <div className="form">
              <NewPassword person={person} onChanged={onChanged} />
              <LostCode person={person} onChanged={onChanged} />
            </div>
          </div>
          <div className="bar account-foot"><span className="grow" /><Button kind="main" onPress={onClose} hotkey="Esc">{t("close")}</Button></div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Description({ person, institution, onChanged }: Part & { institution: Institution | undefined }): ReactNode {
  const { t, code } = useWords();
  const { log, now } = useDesk();
  const offered = useRoles(institution);
  const [form, setForm] = useState({ name: person.name, roles: person.roles, trained: person.training_completed_on ? dateOf(person.training_completed_on) : "" });
  const [saved, setSaved] = useState(false);
  const { send, at, rest, busy } = useSending({
    fields: { name: t("admin.name_rule"), roles: "", training_completed_on: t("admin.date_rule", { today: dateOf(now) }) },
    places: { "identity.last_administrator": "roles" },
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const change: PersonChange = { name: form.name, roles: form.roles, training_completed_on: dayOf(form.trained) };
    const done = await send(() => patch<Person>(addressOf(person), change));
    if (done === null) return;
    log(true, t("admin.changed", { name: done.name }));
    setSaved(true);
    await onChanged();
  };
  return (
    <section aria-label={t("admin.person")}>
      <h3>{t("admin.person")}</h3>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Field label={t("account.name")} fault={at("name")}><input className="input" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} /></Field>
        <Options label={t("word.role")} options={offered} chosen={form.roles} word={(one) => code(`role.${one}`)} fault={at("roles")} onChange={(roles) => setForm({ ...form, roles })} />
        <Field label={t("admin.training_on")} hint={t("admin.training_hint")} fault={at("training_completed_on")}>
          <input className="input code" inputMode="numeric" placeholder={dateOf(now)} value={form.trained} onChange={(event) => setForm({ ...form, trained: event.target.value })} />
        </Field>
        {rest ? <p className="small warn" role="alert">{rest}</p> : null}
        <div className="bar wrap"><button type="submit" className="btn" disabled={busy}>{t("save")}</button><Done shown={saved}>{t("admin.saved")}</Done></div>
      </form>
    </section>
  );
}

function NewPassword({ person }: Part): ReactNode {
  const { t } = useWords();
  const { log } = useDesk();
  const [password, setPassword] = useState("");
  const [set, setSet] = useState(false);
  const { send, at, rest, busy } = useSending({ fields: { password: t("account.password_rule") } });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSet(false);
    const done = await send(async () => { await post<undefined>(`${addressOf(person)}/password`, { password }); return true; });
    if (!done) return;
    log(true, t("admin.password_set", { name: person.name }));
    setPassword("");
    setSet(true);
  };
  return (
    <section aria-label={t("signin.password")}>
      <h3>{t("signin.password")}</h3>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Field label={t("account.new")} hint={t("admin.password_hint")} fault={at("password")}>
          <input className="input" type="password" autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        </Field>
        {rest ? <p className="small warn" role="alert">{rest}</p> : null}
        <div className="bar wrap"><button type="submit" className="btn" disabled={busy}>{t("admin.set_password")}</button><Done shown={set}>{t("admin.sessions_ended")}</Done></div>
      </form>
    </section>
  );
}

/** Asked once more, for it can't be undone: the person must enrol anew. */
function LostCode({ person, onChanged }: Part): ReactNode {
  const { t } = useWords();
  const { log } = useDesk();
  const [asking, setAsking] = useState(false);
  const { send, rest, busy } = useSending({ fields: {} });
  const drop = async (): Promise<void> => {
    const change: PersonChange = { drop_totp: true };
    if (await send(() => patch<Person>(addressOf(person), change)) === null) return;
    log(true, t("admin.code_dropped", { name: person.name }));
    setAsking(false);
    await onChanged();
  };
  return (
    <section aria-label={t("signin.code")}>
      <h3>{t("signin.code")}</h3>
      {!person.totp ? <p className="ink2" role="status">{t("admin.code_none")}</p> : !asking ? (
        <div className="bar wrap"><span className="st" data-s="done">{t("admin.code_on")}</span><span className="grow" /><Button onPress={() => setAsking(true)}>{t("admin.drop_code")}</Button></div>
      ) : (
        <div className="form">
          <p className="notice" role="alert"><span className="shape" data-s="warn" /><span>{t("admin.drop_code_sure", { name: person.name })}</span></p>
          <div className="bar wrap"><Button autoFocus onPress={() => setAsking(false)}>{t("cancel")}</Button><Button onPress={() => void drop()} isDisabled={busy}>{t("admin.drop_code_now")}</Button></div>
        </div>
      )}
      {rest ? <p className="small warn" role="alert">{rest}</p> : null}
    </section>
  );
}

function Done({ shown, children }: { shown: boolean; children: ReactNode }): ReactNode {
  return <span className="small" role="status">{shown ? <span className="st" data-s="done">{children}</span> : null}</span>;
}

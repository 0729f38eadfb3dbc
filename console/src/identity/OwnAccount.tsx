/** One's own account, at any desk: who one is here, the password, the one-time code. */
import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { post } from "../api/client";
import { useWords } from "../i18n";
import { useSending } from "../session/sending";
import { useSession } from "../session/session";
import { Button, Field } from "../ui/parts";
import { OneTimeCode } from "./OneTimeCode";

export function OwnAccount({ cycle, onClose }: { cycle: (what: "theme" | "size" | "language") => void; onClose: () => void }): ReactNode {
  const { t, code, language } = useWords();
  const { session } = useSession();
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog account">
          <Heading slot="title" level={2}>{t("account.title")}</Heading>
          <dl className="kv">
            <dt>{t("account.name")}</dt><dd><b>{session.name}</b> <span className="code ink2">{session.login}</span></dd>
            <dt>{t("word.institution")}</dt><dd>{language === "lv" ? session.institution.name_lv : session.institution.name_en}</dd>
            <dt>{t("word.role")}</dt><dd>{session.roles.map((one) => code(`role.${one}`)).join(", ")}</dd>
          </dl>
          <div className="account-parts">
            <Password login={session.login} />
            <OneTimeCode enrolled={session.totp} />
          </div>
          <div className="bar wrap account-foot">
            <Button low hotkey="Alt+D" onPress={() => cycle("theme")}>{t("key.theme")}</Button>
            <Button low hotkey="Alt+Z" onPress={() => cycle("size")}>{t("key.size")}</Button>
            <Button low hotkey="Alt+L" onPress={() => cycle("language")}>{t("key.language")}</Button>
            <span className="grow" />
            <Button kind="main" onPress={onClose} hotkey="Esc">{t("close")}</Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const EMPTY = { old: "", password: "", again: "" };

function Password({ login }: { login: string }): ReactNode {
  const { t } = useWords();
  const [form, setForm] = useState(EMPTY);
  const [changed, setChanged] = useState(false);
  const sending = useSending({
    fields: { old: t("account.too_long"), password: t("account.password_rule") },
    places: { "identity.password_wrong": "old", "identity.sign_in_throttled": "old" },
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChanged(false);
    if (form.password !== form.again) {
      sending.fail("again", t("account.not_the_same"));
      return;
    }
    const done = await sending.send(async () => {
      await post<undefined>("/api/v1/session/password", { old: form.old, password: form.password });
      return true;
    });
    if (done) {
      setForm(EMPTY);
      setChanged(true);
    }
  };
  const field = (name: keyof typeof EMPTY, label: string, hint?: string): ReactNode => (
    <Field label={label} hint={hint} fault={sending.at(name)}>
      <input className="input" type="password" autoComplete={name === "old" ? "current-password" : "new-password"} value={form[name]}
        onChange={(event) => setForm({ ...form, [name]: event.target.value })} />
    </Field>
  );
  return (
    <section aria-label={t("signin.password")}>
      <h3>{t("signin.password")}</h3>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <input type="text" name="login" autoComplete="username" value={login} readOnly hidden />
        {field("old", t("account.old"))}
        {field("password", t("account.new"), t("admin.password_hint"))}
        {field("again", t("account.again"))}
        {sending.rest ? <p className="small warn" role="alert">{sending.rest}</p> : null}
        <div className="bar wrap">
          <button type="submit" className="btn" disabled={sending.busy}>{t("account.change_password")}</button>
          <span className="small" role="status">{changed ? <span className="st" data-s="done">{t("account.password_changed")}</span> : null}</span>
        </div>
      </form>
    </section>
  );
}

/** Login, password and the one-time code; whichever is missing is asked for at its field. */
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useWords } from "../i18n";
import { Key } from "../ui/marks";
import { Button, Field } from "../ui/parts";

export interface SignInFault { code: string; message: string }
export interface SignInFormProps { onEnter: (body: unknown) => Promise<void>; fault: SignInFault | null; first: boolean; children?: ReactNode }

export function SignInForm({ onEnter, fault, first, children }: SignInFormProps): ReactNode {
  const { t } = useWords();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [shown, setShown] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  // The password was right: only the code is still asked for.
  const codeWanted = fault?.code === "identity.code_wanted";
  useEffect(() => { if (codeWanted) codeField.current?.focus(); }, [codeWanted]);
  const send = (event: FormEvent): void => { event.preventDefault(); void onEnter({ login, password, code: code.trim() || null }); };
  return (
    <form className="signin-fields" onSubmit={send}>
      <Field label={t("signin.login")}><input className="input" value={login} autoComplete="username" autoFocus={first} onChange={(event) => setLogin(event.target.value)} /></Field>
      <Field label={t("signin.password")} fault={codeWanted ? undefined : fault?.message}>
        <span className="bar"><input className="input" type={shown ? "text" : "password"} value={password} autoComplete="current-password" onChange={(event) => setPassword(event.target.value)} />
          <Button kind="quiet" low onPress={() => setShown(!shown)} aria-pressed={shown}>{t("signin.show")}</Button></span>
      </Field>
      <Field label={t("signin.code")} hint={t("signin.code_hint")} fault={codeWanted ? fault.message : undefined}>
        <input ref={codeField} className="input code" value={code} inputMode="numeric" autoComplete="one-time-code" onChange={(event) => setCode(event.target.value)} />
      </Field>
      <div className="bar wrap"><button type="submit" className={first ? "btn is-main" : "btn"}>{t("signin.enter")} <Key>Enter</Key></button>{children}</div>
    </form>
  );
}

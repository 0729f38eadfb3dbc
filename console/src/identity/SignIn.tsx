/** The first page: who one can be in the demonstration and what to try, or login and password. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Refusal, ServerAway, get, post } from "../api/client";
import type { Demonstration, Session } from "../api/types";
import { useWords } from "../i18n";
import type { Preferences } from "../session/session";
import { Key } from "../ui/marks";
import { Button, Field } from "../ui/parts";
import { Country } from "./Country";
import { Tour } from "./Tour";

export interface SignInProps { preferences: Preferences; onPreferences: (changes: Partial<Preferences>) => void; onSession: (session: Session) => void }

export function SignIn({ preferences, onPreferences, onSession }: SignInProps): ReactNode {
  const { t } = useWords();
  const demonstration = useQuery({ queryKey: ["demonstration"], queryFn: () => get<Demonstration>("/api/v1/demonstration"), retry: 10 });
  const [fault, setFault] = useState("");
  const enter = async (path: string, body: unknown): Promise<void> => {
    try {
      setFault("");
      onSession(await post<Session>(path, body));
    } catch (error) {
      setFault(error instanceof Refusal ? error.message : error instanceof ServerAway ? t("away") : String(error));
    }
  };
  const isDemonstration = demonstration.data?.demonstration ?? false;
  if (demonstration.isPending) return null;
  return (
    <div className="app" style={{ gridTemplateRows: "minmax(0,1fr) auto" }}>
      <main className="signin">
        <section className="pane" aria-label={t("signin.title")}>
          <div className="signin-form">
            <div className="logo"><Sign /><h1 className="figure strong">Vienots</h1></div>
            <p className="ink2">{t("signin.about")}</p>
            <Form onEnter={(body) => enter("/api/v1/session", body)} fault={fault} first={!isDemonstration} />
            <div className="signin-foot">
              <p className="small ink2">{t("signin.logged")}</p>
              <div className="bar wrap">
                <Choice label={t("key.language")} value={preferences.language} options={[["lv", "LV"], ["en", "EN"]]} onChange={(language) => onPreferences({ language })} />
                <Choice label={t("key.theme")} value={preferences.theme} options={[["day", t("theme.day")], ["system", t("theme.system")], ["night", t("theme.night")]]} onChange={(theme) => onPreferences({ theme })} />
                <Choice label={t("key.size")} value={preferences.size} options={[["compact", "A−"], ["normal", "A"], ["large", "A+"]]} onChange={(size) => onPreferences({ size })} />
              </div>
            </div>
          </div>
        </section>
        <div className="signin-view">
          <Country />
          {isDemonstration ? <Tour people={demonstration.data?.people ?? []} onEnter={(login) => void enter("/api/v1/demonstration/session", { login })} /> : null}
        </div>
      </main>
      <footer className="cmd"><div className="log"><span className="st" data-s={demonstration.isSuccess ? "done" : "warn"}>{t(demonstration.isSuccess ? "signin.works" : "frame.lost")}</span>
        {isDemonstration ? <span>{t("signin.made_up")}</span> : null}</div></footer>
    </div>
  );
}

function Sign(): ReactNode {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M10 2v16M2 10h16M4.3 4.3l11.4 11.4M15.7 4.3L4.3 15.7" strokeWidth="1" />
      <circle cx="10" cy="10" r="4.2" style={{ fill: "var(--surface-1)" }} />
    </svg>
  );
}

function Form({ onEnter, fault, first }: { onEnter: (body: unknown) => Promise<void>; fault: string; first: boolean }): ReactNode {
  const { t } = useWords();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [shown, setShown] = useState(false);
  const send = (event: FormEvent): void => { event.preventDefault(); void onEnter({ login, password, code: code || null }); };
  return (
    <form onSubmit={send} style={{ display: "grid", gap: "var(--s-4)" }}>
      <Field label={t("signin.login")}><input className="input" value={login} autoComplete="username" autoFocus={first} onChange={(event) => setLogin(event.target.value)} /></Field>
      <Field label={t("signin.password")} fault={fault || undefined}>
        <span className="bar"><input className="input" type={shown ? "text" : "password"} value={password} autoComplete="current-password" onChange={(event) => setPassword(event.target.value)} />
          <Button kind="quiet" low onPress={() => setShown(!shown)} aria-pressed={shown}>{t("signin.show")}</Button></span>
      </Field>
      <Field label={t("signin.code")} hint={t("signin.code_hint")}><input className="input code" value={code} inputMode="numeric" autoComplete="one-time-code" onChange={(event) => setCode(event.target.value)} /></Field>
      <div className="bar"><button type="submit" className={first ? "btn is-main" : "btn"}>{t("signin.enter")} <Key>Enter</Key></button></div>
    </form>
  );
}

function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: [T, string][]; onChange: (value: T) => void }): ReactNode {
  return (
    <span className="switch" role="group" aria-label={label}>
      {options.map(([option, word]) => <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>{word}</button>)}
    </span>
  );
}

/** The first page: who one can be in the demonstration and what to try, or login and password. */
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Refusal, ServerAway, get, post } from "../api/client";
import type { Demonstration, DemonstrationPerson, Session } from "../api/types";
import { useWords } from "../i18n";
import type { Preferences } from "../session/session";
import { Key } from "../ui/marks";
import { Button, Field } from "../ui/parts";
import { Country } from "./Country";

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
  const people = demonstration.data?.people ?? [];
  return (
    <div className="app" style={{ gridTemplateRows: "minmax(0,1fr) auto" }}>
      <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*460px) minmax(0,1fr)" }}>
        <section className="pane" aria-label={t("signin.title")}>
          <div className="scroll" style={{ padding: "var(--s-10) calc(var(--s-12) + var(--s-2))", display: "flex", flexDirection: "column", justifyContent: "safe center" }}>
            <div className="logo" style={{ marginBottom: "var(--s-6)" }}>
              <svg style={{ width: 32, height: 32 }} viewBox="0 0 20 20" aria-hidden="true"><path d="M10 2v16M2 10h16M4.3 4.3l11.4 11.4M15.7 4.3L4.3 15.7" strokeWidth="1" /><circle cx="10" cy="10" r="4.2" style={{ fill: "var(--surface-1)" }} /></svg>
              <h1 className="figure strong">Vienots</h1>
            </div>
            <p className="ink2" style={{ marginBottom: "var(--s-6)" }}>{t("signin.about")}</p>
            <Form onEnter={(body) => enter("/api/v1/session", body)} fault={fault} />
            <p className="small ink2" style={{ borderTop: "var(--line-w) solid var(--line-1)", marginTop: "var(--s-6)", paddingTop: "var(--s-4)" }}>{t("signin.logged")}</p>
            <div className="bar wrap" style={{ marginTop: "var(--s-4)" }}>
              <Choice label={t("key.language")} value={preferences.language} options={[["lv", "LV"], ["en", "EN"]]} onChange={(language) => onPreferences({ language })} />
              <Choice label={t("key.theme")} value={preferences.theme} options={[["day", t("theme.day")], ["system", t("theme.system")], ["night", t("theme.night")]]} onChange={(theme) => onPreferences({ theme })} />
              <Choice label={t("key.size")} value={preferences.size} options={[["compact", "A−"], ["normal", "A"], ["large", "A+"]]} onChange={(size) => onPreferences({ size })} />
            </div>
          </div>
        </section>
        {demonstration.data?.demonstration ? <Tour people={people} onEnter={(login) => void enter("/api/v1/demonstration/session", { login })} /> : <Country />}
      </main>
      <footer className="cmd"><div className="log"><span className="st" data-s={demonstration.isSuccess ? "done" : "warn"}>{t(demonstration.isSuccess ? "signin.works" : "frame.lost")}</span>
        {demonstration.data?.demonstration ? <span>{t("signin.made_up")}</span> : null}</div></footer>
    </div>
  );
}

function Form({ onEnter, fault }: { onEnter: (body: unknown) => Promise<void>; fault: string }): ReactNode {
  const { t } = useWords();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [shown, setShown] = useState(false);
  const send = (event: FormEvent): void => { event.preventDefault(); void onEnter({ login, password, code: code || null }); };
  return (
    <form onSubmit={send} style={{ display: "grid", gap: "var(--s-4)" }}>
      <Field label={t("signin.login")}><input className="input" value={login} autoComplete="username" autoFocus onChange={(event) => setLogin(event.target.value)} /></Field>
      <Field label={t("signin.password")} fault={fault || undefined}>
        <span className="bar"><input className="input" type={shown ? "text" : "password"} value={password} autoComplete="current-password" onChange={(event) => setPassword(event.target.value)} />
          <Button kind="quiet" low onPress={() => setShown(!shown)} aria-pressed={shown}>{t("signin.show")}</Button></span>
      </Field>
      <Field label={t("signin.code")} hint={t("signin.code_hint")}><input className="input code" value={code} inputMode="numeric" autoComplete="one-time-code" onChange={(event) => setCode(event.target.value)} /></Field>
      <div className="bar"><button type="submit" className="btn is-main">{t("signin.enter")} <Key>Enter</Key></button></div>
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

const STEPS = ["tour.1", "tour.2", "tour.3", "tour.4", "tour.5", "tour.6"] as const;

function Tour({ people, onEnter }: { people: DemonstrationPerson[]; onEnter: (login: string) => void }): ReactNode {
  const { t, code, language } = useWords();
  const seen = new Set<string>();
  const first = people.filter((one) => {
    const role = `${one.roles.join()} ${one.institution.startsWith("pp-") ? one.institution : one.institution}`;
    if (seen.has(role) || one.login.startsWith("dezurants.")) return false;
    seen.add(role);
    return true;
  });
  return (
    <section className="pane" aria-label={t("tour.title")}>
      <div className="scroll">
        <div className="pad" style={{ padding: "var(--s-8)", maxWidth: "calc(var(--k)*980px)" }}>
          <h2 className="figure strong">{t("tour.title")}</h2>
          <p className="ink2" style={{ margin: "var(--s-2) 0 var(--s-4)" }}>{t("tour.about")}</p>
          <ol style={{ display: "grid", gap: "var(--s-2)", marginBottom: "var(--s-6)" }}>
            {STEPS.map((step, place) => <li key={step} className="bar" style={{ alignItems: "baseline" }}><span className="key">{place + 1}</span><span>{t(step)}</span></li>)}
          </ol>
          <table className="t" aria-label={t("tour.people")}>
            <colgroup><col style={{ width: "26%" }} /><col style={{ width: "26%" }} /><col /><col style={{ width: "calc(var(--k)*110px)" }} /></colgroup>
            <thead><tr><th>{t("tour.role")}</th><th>{t("tour.person")}</th><th>{t("tour.institution")}</th><th><span className="visually-hidden">{t("signin.enter")}</span></th></tr></thead>
            <tbody>
              {first.map((one) => (
                <tr key={one.login}>
                  <td><b>{one.roles.map((role) => code(`role.${role}`)).join(", ")}</b></td>
                  <td>{one.name}</td>
                  <td title={language === "lv" ? one.institution_name : one.institution_name_en}>{language === "lv" ? one.institution_name : one.institution_name_en}</td>
                  <td className="right"><Button low onPress={() => onEnter(one.login)} aria-label={`${t("signin.enter")}: ${one.name}`}>{t("signin.enter")}</Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

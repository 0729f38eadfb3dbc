/** The first page: who one can be in the demonstration and what to try, or login and password. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Refusal, ServerAway, get, post } from "../api/client";
import type { Demonstration, Session, Ways } from "../api/types";
import { useWords } from "../i18n";
import type { Preferences } from "../session/session";
import { CameBack, ProviderLink } from "./Provider";
import { Country } from "./Country";
import { SignInForm, type SignInFault } from "./SignInForm";
import { Tour } from "./Tour";

export interface SignInProps { preferences: Preferences; onPreferences: (changes: Partial<Preferences>) => void; onSession: (session: Session) => void }

export function SignIn({ preferences, onPreferences, onSession }: SignInProps): ReactNode {
  const { t } = useWords();
  const demonstration = useQuery({ queryKey: ["demonstration"], queryFn: () => get<Demonstration>("/api/v1/demonstration"), retry: 10 });
  const ways = useQuery({ queryKey: ["ways"], queryFn: () => get<Ways>("/api/v1/session/ways"), retry: 10 });
  const [fault, setFault] = useState<SignInFault | null>(null);
  const enter = async (path: string, body: unknown): Promise<void> => {
    try {
      setFault(null);
      onSession(await post<Session>(path, body));
    } catch (error) {
      setFault(error instanceof Refusal ? { code: error.code, message: error.message } : { code: "", message: error instanceof ServerAway ? t("away") : String(error) });
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
            <CameBack />
            <SignInForm onEnter={(body) => enter("/api/v1/session", body)} fault={fault} first={!isDemonstration}>
              {ways.data?.provider ? <ProviderLink /> : null}
            </SignInForm>
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

function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: [T, string][]; onChange: (value: T) => void }): ReactNode {
  return (
    <span className="switch" role="group" aria-label={label}>
      {options.map(([option, word]) => <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>{word}</button>)}
    </span>
  );
}

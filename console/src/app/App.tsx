/** Finds out who is here: the first-visit page, the sign-in, or a desk. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { Refusal, get, onSignedOut, patch, remove, setRequestLanguage } from "../api/client";
import type { Session } from "../api/types";
import { WordsContext, makeWords } from "../i18n";
import { SignIn } from "../identity/SignIn";
import { endTask } from "../session/purpose";
import { SessionContext, applyPreferences, readPreferences, type Preferences } from "../session/session";
import { Shell } from "./Shell";

const NEXT: { [K in keyof Preferences]: readonly Preferences[K][] } = {
  theme: ["day", "night"], size: ["compact", "normal", "large"], language: ["lv", "en"],
};

async function readSession(): Promise<Session | null> {
  try {
    return await get<Session>("/api/v1/session");
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  }
}

export function App(): ReactNode {
  const queries = useQueryClient();
  const [preferences, setPreferences] = useState(readPreferences);
  const session = useQuery({ queryKey: ["session"], queryFn: readSession, retry: 20, retryDelay: 2000 });
  const catalogue = useQuery({
    queryKey: ["texts", preferences.language],
    queryFn: () => get<Record<string, string>>(`/api/v1/texts/${preferences.language}`),
    staleTime: Infinity, retry: 20, retryDelay: 2000,
  });
  const words = useMemo(() => makeWords(preferences.language, catalogue.data ?? {}), [preferences.language, catalogue.data]);

  useEffect(() => { applyPreferences(preferences); setRequestLanguage(preferences.language); }, [preferences]);

  const signedIn = session.data ?? null;
  useEffect(() => {
    if (signedIn) setPreferences((known) => ({ ...known, ...(signedIn.preferences as Partial<Preferences>) }));
  }, [signedIn]);

  const change = useCallback((changes: Partial<Preferences>) => {
    setPreferences((known) => ({ ...known, ...changes }));
    // The desk looks as asked at once; that the server could not keep it is no reason to undo it.
    if (signedIn) patch("/api/v1/session/preferences", changes).catch(() => undefined);
  }, [signedIn]);
  const cycle = useCallback((what: keyof Preferences) => {
    const order = NEXT[what] as readonly string[];
    const shown = what === "theme" ? document.documentElement.dataset["theme"] ?? "day" : preferences[what];
    change({ [what]: order[(order.indexOf(shown) + 1) % order.length] });
  }, [change, preferences]);

  // Drafts stay in the browser: whoever signs in again goes on where they were.
  useEffect(() => onSignedOut(() => queries.setQueryData(["session"], null)), [queries]);

  const signOut = useCallback(() => {
    endTask();
    void remove("/api/v1/session").catch(() => undefined).finally(() => {
      queries.setQueryData(["session"], null);
    });
  }, [queries]);

  const state = useMemo(() => signedIn && {
    session: signedIn,
    has: (right: string) => signedIn.rights.includes(right),
    is: (role: string) => signedIn.roles.includes(role),
    signOut,
  }, [signedIn, signOut]);

  return (
    <WordsContext.Provider value={words}>
      {state ? (
        <SessionContext.Provider value={state}><Shell key={state.session.person_id} cycle={cycle} /></SessionContext.Provider>
      ) : session.isPending ? null : (
        <SignIn preferences={preferences} onPreferences={change} onSession={(found) => queries.setQueryData(["session"], found)} />
      )}
    </WordsContext.Provider>
  );
}

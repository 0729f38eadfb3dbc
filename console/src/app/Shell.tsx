/** A signed-in desk: frame, banners, the view, the command line. */
import { Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { connection, serverNow } from "../live/connection";
import { useWords } from "../i18n";
import type { Verb } from "../keyboard/command";
import { isBound, nameOf, singleKeysOn, useActiveShortcuts, useShortcuts, type Shortcut } from "../keyboard/keys";
import { OwnAccount } from "../identity/OwnAccount";
import { DeskContext, sayRefusal, type Alarm, type Desk, type LogLine } from "../session/desk";
import { useSession } from "../session/session";
import { Button } from "../ui/parts";
import { useNow } from "../ui/time";
import { CommandLine } from "./CommandLine";
import { Frame } from "./Frame";
import { KeyTable } from "./KeyTable";
import { viewsFor } from "./views";

const LOG_MAX = 50;

export function Shell({ cycle }: { cycle: (what: "theme" | "size" | "language") => void }): ReactNode {
  const { t } = useWords();
  const { session } = useSession();
  const views = useMemo(() => viewsFor(session.rights, session.roles, session.institution.code), [session]);
  const [view, setView] = useState(() => views[0]?.id ?? "");
  const [verbs, setVerbs] = useState<Verb<null>[]>([]);
  const [lines, setLines] = useState<LogLine[]>([]);
  const [alarms, setAlarmsByOwner] = useState<Record<string, Alarm[]>>({});
  const [help, setHelp] = useState(false);
  const [account, setAccount] = useState(false);
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const now = useNow(serverNow);

  useEffect(() => { connection.start(); return () => connection.stop(); }, []);

  const log = useCallback((ok: boolean, line: string) =>
    setLines((known) => [{ at: serverNow(), ok, text: line }, ...known].slice(0, LOG_MAX)), []);
  const act = useCallback(async <T,>(what: string, run: () => Promise<T>): Promise<T | null> => {
    try {
      const done = await run();
      log(true, what);
      return done;
    } catch (error) {
      log(false, `${what}: ${sayRefusal(error, t("away"))}`);
      return null;
    }
  }, [log, t]);
  const setAlarms = useCallback((owner: string, list: Alarm[]) =>
    setAlarmsByOwner((known) => ({ ...known, [owner]: list })), []);
  const focusCommand = useCallback((line: string) => { setText(line); input.current?.focus(); }, []);

  const switchTo = useCallback((id: string) => { setVerbs([]); setAlarmsByOwner({}); setView(id); }, []);
  const openView = useCallback((id: string) => { if (views.some((one) => one.id === id)) switchTo(id); }, [views, switchTo]);
  const toggleMap = useCallback(() => switchTo(view === "map" ? (views[0]?.id ?? "map") : "map"), [view, views, switchTo]);

  const shell: Shortcut[] = [
    { keys: "F1", word: "key.help", inDialogs: true, run: () => setHelp((shown) => !shown) },
    ...(views.some((one) => one.id === "map") ? [{ keys: "F5", word: "key.map" as const, run: toggleMap }] : []),
    { keys: "Ctrl+K", word: "key.command", run: () => focusCommand("") },
    { keys: "Alt+K", word: "key.account", run: () => setAccount(true) },
    { keys: "Alt+D", word: "key.theme", inDialogs: true, run: () => cycle("theme") },
    { keys: "Alt+Z", word: "key.size", inDialogs: true, run: () => cycle("size") },
    { keys: "Alt+L", word: "key.language", inDialogs: true, run: () => cycle("language") },
    ...views.filter((one) => one.hotkey && one.id !== "map")
      .map((one) => ({ keys: one.hotkey ?? "", word: one.word, run: () => switchTo(one.id) })),
  ];
  useShortcuts(shell);
  useLetters(focusCommand);
  const shortcuts = useActiveShortcuts();

  const desk = useMemo<Desk>(() => ({ now, log, act, setVerbs, setAlarms, focusCommand, openView }),
    [now, log, act, setAlarms, focusCommand, openView]);
  const shown = views.find((one) => one.id === view);
  const Screen = shown?.screen;
  const banners = Object.values(alarms).flat();
  return (
    <DeskContext.Provider value={desk}>
      <div className="app">
        {shown ? <h1 className="visually-hidden">{t(shown.word)}</h1> : null}
        <Frame now={now} views={views} view={view} onView={switchTo} onAccount={() => setAccount(true)} />
        <div aria-live="polite">
          {banners.map((alarm) => (
            <div key={alarm.id} className={alarm.kind === "alarm" ? "banner is-alarm" : "banner"}>
              <span className="shape" data-s={alarm.kind === "alarm" ? "alarm" : "warn"} />
              <b>{alarm.title}</b><span className="cut">{alarm.text}</span><span className="grow" />
              {alarm.act ? <Button low hotkey={alarm.act.hotkey} onPress={alarm.act.run}>{alarm.act.label}</Button> : null}
            </div>
          ))}
        </div>
        <Suspense fallback={<main className="pad ink3">{t("loading")}</main>}>
          {Screen ? <Screen /> : <main className="pad">{t("view.none")}</main>}
        </Suspense>
        <CommandLine shortcuts={shortcuts} verbs={verbs} lines={lines} input={input} text={text} onText={setText} onDone={log} />
      </div>
      {help ? <KeyTable verbs={verbs} shortcuts={shortcuts} onClose={() => setHelp(false)} /> : null}
      {account ? <OwnAccount cycle={cycle} onClose={() => setAccount(false)} /> : null}
    </DeskContext.Provider>
  );
}

/** Nothing has the focus and no key is meant: a letter can only be for the command line. */
function useLetters(command: (line: string) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !singleKeysOn()) return;
      if (document.activeElement !== document.body || !/^[\p{L}?]$/u.test(event.key) || isBound(nameOf(event))) return;
      event.preventDefault();
      command(event.key);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [command]);
}

/** The top line: who, which views, the line's health with the age of its last word, the clock. */
import { useSyncExternalStore, type ReactNode } from "react";
import { connection, type Line } from "../live/connection";
import { useLive } from "../live/store";
import { useWords } from "../i18n";
import { Bell } from "../saved/Bell";
import { useSession } from "../session/session";
import { Key } from "../ui/marks";
import { dateOf, timeOf } from "../ui/time";
import type { View } from "./views";

const OLD_S = 20;
const LOST_S = 40;
/** With more of them the line has no room for their keys; the help and the tooltips have. */
const VIEWS_WITH_KEYS = 6;

let shown: Line = connection.line;
const readLine = (): Line => shown;
function watchLine(listener: () => void): () => void {
  const timer = window.setInterval(() => { shown = connection.line; listener(); }, 500);
  return () => window.clearInterval(timer);
}

export function Logo(): ReactNode {
  return (
    <div className="logo">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M10 2v16M2 10h16M4.3 4.3l11.4 11.4M15.7 4.3L4.3 15.7" strokeWidth="1" />
        <circle cx="10" cy="10" r="4.2" style={{ fill: "var(--surface-0)" }} />
      </svg>
      Vienots
    </div>
  );
}

export interface FrameProps { now: number; views: View[]; view: string; onView: (id: string) => void; onAccount: () => void }

export function Frame({ now, views, view, onView, onAccount }: FrameProps): ReactNode {
  const { t, code, language } = useWords();
  const { session, signOut } = useSession();
  const line = useSyncExternalStore(watchLine, readLine);
  const unknown = useLive((state) => state.unknownTopics);
  const silent = Math.max(0, (Date.now() - line.lastAt) / 1000);
  const lost = !line.connected || silent > LOST_S;
  const role = session.roles.map((one) => code(`role.${one}`)).join(", ");
  const institution = language === "lv" ? session.institution.name_lv : session.institution.name_en;
  const named = `institution.${session.institution.code}`;
  const short = code(named);
  return (
    <header className={lost ? "frame is-old" : "frame"}>
      <Logo />
      <button type="button" className="item cut who" aria-haspopup="dialog" title={`${institution} · ${session.name} · ${t("key.account")} (Alt+K)`} onClick={onAccount}>
        <b>{role}</b>
        <span className="ink2 cut">{short === named ? institution : short}</span>
        <span className="ink2 nowrap name">· {session.name}</span>
      </button>
      <nav className={views.length > VIEWS_WITH_KEYS ? "tabs is-many" : "tabs"} aria-label={t("frame.views")}>
        {views.filter((one) => !one.bell).map((one) => (
          <button key={one.id} type="button" title={one.hotkey} aria-current={one.id === view ? "page" : undefined} onClick={() => onView(one.id)}>
            {t(one.word)} {one.hotkey ? <Key>{one.hotkey}</Key> : null}
          </button>
        ))}
      </nav>
      <span className="grow" />
      {views.some((one) => one.bell) ? <Bell open={view === "saved"} onOpen={() => onView("saved")} /> : null}
      {unknown > 0 ? <div className="item"><span className="chip">{t("frame.unknown", { count: unknown })}</span></div> : null}
      <div className="item" role="status">
        <span className="st" data-s={lost ? "alarm" : silent > OLD_S ? "warn" : "done"}>
          {t(lost ? "frame.lost" : silent > OLD_S ? "frame.old" : "frame.connected")}
        </span>
        <span className="code ink2">{silent.toFixed(silent < 10 ? 1 : 0).replace(".", ",")} s</span>
      </div>
      <span className="sep" />
      <div className="item">
        <span className="ink2">{dateOf(now)}</span>
        <time className="clock" dateTime={new Date(now).toISOString()}>{timeOf(now)}</time>
      </div>
      <button type="button" className="btn is-quiet is-low" onClick={signOut}>{t("frame.sign_out")}</button>
    </header>
  );
}

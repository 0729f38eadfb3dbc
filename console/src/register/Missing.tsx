/** What is still missing to complete the event, by legal need; then one key completes it. */
import { useMemo, type ReactNode } from "react";
import type { EventVersion, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Origin } from "../ui/marks";
import { Button, PaneHead, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { Ending } from "./Ending";
import { useHistory } from "./FieldHistory";
import { wordPathOf } from "./fieldLines";
import { useCompleting } from "./saving";

const ORIGINS = ["card", "register", "narrative", "manual"] as const;

const WORDS_MAX = 4;

/** Which fields one version changed, each once; of a person or a thing its list's name is enough. */
function wordsOf(changes: EventVersion["changes"], code: (key: string) => string): string {
  const words = [...new Set(changes.map((one) => wordPathOf(one.path)).map((path) => (/^(place|outcome)\./.test(path) ? path : path.split(".")[0] ?? path)))].map((path) => code(`event_field.${path}`));
  return words.slice(0, WORDS_MAX).join(", ") + (words.length > WORDS_MAX ? " …" : "");
}

export function Missing({ event, onSeek }: { event: EventView; onSeek: (path: string) => void }): ReactNode {
  const { t, code } = useWords();
  const { now, act } = useDesk();
  const finish = useCompleting(event);
  const ended = event.status === "completed" || event.status === "cancelled";
  const { session, has } = useSession();
  const own = event.institution === session.institution.code && has("register.write");
  const complete = (): Promise<unknown> => {
    // What is being typed just now is kept first: a field saves when it is left.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return act(t("done.completed", { number: event.number }), finish);
  };
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "R", word: "event.outcome", run: () => document.querySelector<HTMLElement>('[data-path="outcome.kind"]')?.focus() }], []);
  const seek = (): void => {
    // What is filled just now is kept as it is left, and not sought again while that is on its way.
    const here = document.activeElement;
    const path = here?.closest<HTMLElement>("[data-path]")?.dataset["path"];
    if (here instanceof HTMLElement) here.blur();
    const next = event.missing.find((one) => one !== path) ?? event.missing[0];
    if (next) onSeek(next);
  };
  useShortcuts(own && !ended ? [...shortcuts, ...(event.missing.length > 0 ? [{ keys: "Alt+N", word: "missing.next" as const, run: seek }] : []), { keys: "Ctrl+Enter", word: "key.complete", run: () => void complete() }] : []);
  const history = useHistory(event);
  const filled = Object.keys(event.origins).length;
  return (
    <>
      <PaneHead title={t("missing.title")} note={ended ? "" : event.missing.length} />
      <ul>
        {event.missing.map((path, place) => (
          <li key={path} className="bar pad-x" style={{ minHeight: "var(--control)", borderBottom: "var(--line-w) solid var(--line-1)" }}>
            <span className="shape" data-s="warn" /><button type="button" className="told grow" onClick={() => onSeek(path)}><b>{code(`event_field.${wordPathOf(path)}`)}</b></button>{place === 0 && own && !ended ? <kbd className="key">Alt+N</kbd> : null}{path.startsWith("outcome") ? <kbd className="key">R</kbd> : null}
          </li>
        ))}
        <li className="bar pad-x" style={{ minHeight: "var(--control)" }}><span className="shape" data-s="done" /><span className="ink2">{t("missing.filled", { count: filled })}</span></li>
      </ul>
      <SectionHead title={t("timeline.title")} note={t("timeline.note")} />
      <ol className="time-l scroll">
        {(history ?? []).map((line) => (
          <li key={line.version}><time dateTime={line.at}>{momentOf(line.at, now)}</time>
            <span>{code(`event_cause.${line.cause}`)}{line.cause === "changed" || line.cause === "card" ? `: ${wordsOf(line.changes, code)}` : ""}<span className="who"> · {line.by_name}</span></span></li>
        ))}
      </ol>
      <div className="pad sec">
        <div className="bar wrap small ink2" style={{ marginBottom: "var(--s-3)" }}>
          {ORIGINS.map((one) => <span key={one} className="bar"><Origin origin={one} title={code(`origin.${one}`)} />{code(`origin.${one}`)}</span>)}
        </div>
        {ended ? <span className="st" data-s="done">{event.status === "cancelled" ? code("event_status.cancelled") : t("event.completed", { time: event.completed_at ? momentOf(event.completed_at, now) : "" })}</span>
          : !own ? <span className="ink2">{t("event.foreign")}</span>
          : <Button kind="main" hotkey="Ctrl+Enter" onPress={() => void complete()}>{t("event.complete")}</Button>}
        {own ? <Ending key={event.status} event={event} /> : null}
      </div>
    </>
  );
}

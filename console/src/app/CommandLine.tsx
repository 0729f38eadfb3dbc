/** Always at the bottom, always the same: preview, one line, what was done, the keys. */
import { useEffect, useMemo, useState, type KeyboardEvent, type ReactNode, type Ref } from "react";
import { useWords } from "../i18n";
import { strip, type Shortcut } from "../keyboard/keys";
import { parse, type Preview, type Verb } from "../keyboard/command";
import type { LogLine } from "../session/desk";
import { sayRefusal } from "../session/desk";
import { Key } from "../ui/marks";
import { timeOf } from "../ui/time";

export interface CommandLineProps {
  verbs: Verb<null>[]; shortcuts: Shortcut[]; lines: LogLine[]; input: Ref<HTMLInputElement>; text: string; onText: (text: string) => void;
  onDone: (ok: boolean, text: string) => void;
}

export function CommandLine({ verbs, shortcuts, lines, input, text, onText, onDone }: CommandLineProps): ReactNode {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [picked, setPicked] = useState(-1);
  const parsed = useMemo(() => parse(text, verbs), [text, verbs]);
  const preview = useMemo<Preview | null>(() => {
    if (!text.trim()) return null;
    if (!parsed.verb) return { text: t("command.unknown", { verb: parsed.given, verbs: verbs.map((one) => one.verb).join(" ") }) };
    if (parsed.missing) return { text: t("command.missing", { slot: t(`slot.${parsed.missing.kind}`) }) };
    return parsed.verb.preview(parsed.values, null);
  }, [text, parsed, verbs, t]);

  useEffect(() => { setBusy(false); setPicked(-1); }, [text]);
  const choices = preview?.choices ?? [];
  // One candidate needs no choosing; of several, only the one that was walked to.
  const taken = choices.length === 1 ? choices[0] : choices[picked];

  const run = async (): Promise<void> => {
    if (!preview?.run || busy) return;
    setBusy(true);
    try {
      const done = await preview.run();
      onDone(true, `${text} → ${done}`);
      onText("");
    } catch (error) {
      onDone(false, `${text}: ${sayRefusal(error, t("away"))}`);
    } finally {
      setBusy(false);
    }
  };

  const listen = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const step = event.key === "ArrowUp" ? -1 : 1;
      setPicked((known) => (choices.length ? (Math.max(known, step < 0 ? 0 : -1) + step + choices.length) % choices.length : -1));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!preview?.run && taken) onText(taken.line);
      else void run();
    }
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key === "Tab" && !event.shiftKey && taken && !preview?.run) { event.preventDefault(); onText(taken.line); }
  };

  const last = lines.slice(0, 3);
  return (
    <footer className="cmd" aria-label={t("command.label")}>
      {choices.length > 1 ? (
        <div className="choices" role="listbox" id="command-choices" aria-label={t("command.choose")}>
          {choices.map((one, place) => (
            <div key={one.line} id={`command-choice-${place}`} role="option" aria-selected={place === picked} tabIndex={-1}
              onMouseDown={(event) => { event.preventDefault(); onText(one.line); }}>{one.label}</div>
          ))}
        </div>
      ) : null}
      <div className="pre" role="status">
        {preview ? (
          <>
            <span className="st" data-s={preview.run ? "done" : "warn"}>{t(preview.run ? "command.ready" : "command.not_ready")}</span>
            <span className="cut">{preview.text}</span>
            <span className="grow" />
            {preview.run || choices.length ? <span className="ink2">{t(preview.run ? "command.enter" : "command.choose")}</span> : null}
          </>
        ) : <span className="ink3">{t("command.hint")}</span>}
      </div>
      <div className="in">
        <span aria-hidden="true">›</span>
        <input ref={input} value={text} onChange={(event) => onText(event.target.value)} onKeyDown={listen}
          aria-label={t("command.label")} spellCheck={false} autoComplete="off" role="combobox" aria-expanded={choices.length > 1}
          aria-controls="command-choices" aria-activedescendant={picked >= 0 ? `command-choice-${picked}` : undefined} />
        {parsed.verb && parsed.missing ? <span className="ghost" aria-hidden="true">{t(`slot.${parsed.missing.kind}`)}</span> : null}
        <span className="grow" />
        <Key>Ctrl+K</Key>
      </div>
      <div className="log">
        {last.map((line) => (
          <span key={`${line.at}${line.text}`} className={line.ok ? "cut" : "warn cut"} title={line.text}>
            <span className="shape" data-s={line.ok ? "done" : "warn"} /> <span className="code">{timeOf(line.at)}</span> {line.text}
          </span>
        ))}
        <span className="keys">
          {strip(shortcuts).map((one) => <span key={one.keys}><Key>{one.keys}</Key> {t(one.word)}</span>)}
        </span>
      </div>
    </footer>
  );
}

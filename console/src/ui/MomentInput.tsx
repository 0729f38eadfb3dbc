/** A day and a time as people type them; what is no moment is said and stays to be mended. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useWords } from "../i18n";
import { typedMoment, writtenMoment } from "./time";

export function MomentInput({ label, path, at, focus = false, ahead = false, onChange, onLeave }: {
  label: string; path?: string; at: string | null; focus?: boolean; ahead?: boolean; onChange: (at: string) => void; onLeave?: () => void;
}): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState(at ? writtenMoment(at) : "");
  const [wrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { if (focus) field.current?.select(); }, [focus]);
  const leave = (): void => {
    const found = typedMoment(text, Date.now(), ahead);
    const told = text.trim() !== "" && text !== (at ? writtenMoment(at) : "");
    setWrong(told && found === null);
    if (told && found === null) return;
    if (told && found !== null) onChange(found);
    onLeave?.();
  };
  return (
    <>
      <input ref={field} className="input code grow" data-path={path} value={text} aria-label={label} aria-invalid={wrong} placeholder={ahead ? label : t("moment.hint")} title={ahead ? t("moment.ahead") : undefined} maxLength={20} autoComplete="off"
        onChange={(event) => { setText(event.target.value); setWrong(false); }} onBlur={leave} />
      {wrong ? <span className="small warn" role="alert">{t("moment.wrong")}</span> : null}
    </>
  );
}

/** The questionnaire by key: J yes, N no, Z unknown; each answer is kept as it is given. */
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "../i18n";
import { Button } from "../ui/parts";
import type { PartProps } from "./Violence";

const VALUES = ["yes", "no", "unknown"] as const;
const KEYS: Record<string, string> = { j: "yes", y: "yes", n: "no", z: "unknown", u: "unknown" };

export function Questions({ view, act, mayWrite }: PartProps): ReactNode {
  const { t, language } = useWords();
  const list = useRef<HTMLOListElement>(null);
  const answers = new Map(view.answers.map((one) => [one.question, one.value]));
  const asked = view.questions.filter((one) => one.answer === "yes_no");
  const text = view.questions.find((one) => one.answer === "text");
  const give = (question: string, value: string): void => void act("violence.answered", "answers", { answers: { [question]: value } });
  const key = (event: KeyboardEvent<HTMLElement>, question: string): void => {
    const value = KEYS[event.key.toLowerCase()];
    const row = event.currentTarget;
    if (value && mayWrite) {
      event.preventDefault();
      give(question, value);
      (row.nextElementSibling as HTMLElement | null)?.focus();
    } else if (event.key === "ArrowDown") (row.nextElementSibling as HTMLElement | null)?.focus();
    else if (event.key === "ArrowUp") (row.previousElementSibling as HTMLElement | null)?.focus();
  };
  return (
    <div role="group" aria-label={t("violence.questions")}>
      <p className="pad-x small ink3">{t("violence.questions")} {asked.filter((one) => answers.has(one.code)).length}/{asked.length}{mayWrite ? ` · ${t("violence.keys")}` : ""}</p>
      <ol ref={list}>
        {asked.map((one) => (
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- a line is answered by a key
          <li key={one.code} tabIndex={0} className="bar pad-x" style={{ minHeight: "var(--row)" }} onKeyDown={(event) => key(event, one.code)}>
            <span className="grow cut">{language === "lv" ? one.text_lv : one.text_en}</span>
            {VALUES.map((value) => (
              <button key={value} type="button" tabIndex={-1} disabled={!mayWrite} className={answers.get(one.code) === value ? "chip is-on" : "chip"} aria-pressed={answers.get(one.code) === value} onClick={() => give(one.code, value)}>{t(`violence.${value}`)}</button>
            ))}
          </li>
        ))}
      </ol>
      {text && mayWrite ? (
        <label className="bar pad"><span className="small ink3">{language === "lv" ? text.text_lv : text.text_en}</span>
          <input className="input grow" maxLength={1000} defaultValue={answers.get(text.code) ?? ""} onBlur={(event) => { const said = event.target.value.trim(); if (said && said !== answers.get(text.code)) give(text.code, said); }} /></label>
      ) : text && answers.has(text.code) ? <p className="pad-x">{answers.get(text.code)}</p> : null}
      {mayWrite && !view.reported_at ? <div className="bar pad"><Button kind="main" onPress={() => void act("violence.reported", "report", {})}>{t("violence.report")}</Button></div> : null}
    </div>
  );
}

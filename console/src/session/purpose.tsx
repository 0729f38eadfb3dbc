/** Why personal data are looked at: asked once per task, shown all the while, changed with one key. */
import { useSyncExternalStore, useState, type FormEvent, type ReactNode } from "react";
import { useWords } from "../i18n";
import { Button, Field } from "../ui/parts";
import { useClassifierList } from "./desk";

export interface TaskPurpose { code: string; ref: string }

const KEPT = "vienots.purpose";
const listeners = new Set<() => void>();
let text = sessionStorage.getItem(KEPT);
let purpose: TaskPurpose | null = text === null ? null : (JSON.parse(text) as TaskPurpose);

function keep(next: TaskPurpose | null): void {
  purpose = next;
  text = next === null ? null : JSON.stringify(next);
  if (text === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, text);
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void): (() => void) => { listeners.add(listener); return () => listeners.delete(listener); };

/** The task's purpose, ends with the task, the window or the sign-in. */
export function useTaskPurpose(): [TaskPurpose | null, (next: TaskPurpose | null) => void] {
  return [useSyncExternalStore(subscribe, () => purpose), keep];
}

export function endTask(): void {
  keep(null);
}

/** As the header wants it: an address of ASCII signs. */
export function headerOf({ code, ref }: TaskPurpose): string {
  const plain = ref.normalize("NFD").replace(/[^!-:<-~]/g, "").slice(0, 100);
  return plain ? `${code};ref=${plain}` : code;
}

/** The demonstration's own purpose stands last and is refused elsewhere. */
export function PurposeForm({ first, onChosen, onLeave }: { first: string; onChosen: (purpose: TaskPurpose) => void; onLeave: () => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList("purpose");
  const [code, setCode] = useState(first);
  const [ref, setRef] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ref.trim()) onChosen({ code, ref: ref.trim() });
  };
  return (
    <form className="pad form" aria-label={t("purpose.title")} onSubmit={submit}>
      <p className="small ink2">{t("purpose.why")}</p>
      <Field label={t("purpose.code")}>
        <select className="input" value={code} autoFocus onChange={(event) => setCode(event.target.value)}>
          {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
        </select>
      </Field>
      <Field label={t("purpose.ref")} hint={t("purpose.ref_hint")}>
        <input className="input code" value={ref} maxLength={100} required onChange={(event) => setRef(event.target.value)} />
      </Field>
      <div className="bar"><Button type="submit" kind="main" hotkey="Enter" isDisabled={!ref.trim()}>{t("purpose.begin")}</Button><Button onPress={onLeave}>{t("cancel")}</Button></div>
    </form>
  );
}

/** Above what it opened: nobody forgets what he looks for. */
export function PurposeLine({ purpose: shown, onEnd }: { purpose: TaskPurpose; onEnd: () => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList("purpose");
  return (
    <div className="bar pad-x small" role="group" aria-label={t("purpose.title")}>
      <span className="ink3">{t("purpose.title")}</span><span className="cut">{value(data.find((one) => one.code === shown.code), shown.code)}</span>
      <span className="code cut">{shown.ref}</span><span className="grow" /><Button kind="quiet" low onPress={onEnd}>{t("purpose.end")}</Button>
    </div>
  );
}

/** A choice by letters or arrows goes through other values first: only where it rests is it kept. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useWords } from "../i18n";
import { useClassifierList } from "../session/desk";

const REST_MS = 700;

export function CodeSelect({ path, label, list, chosen, readOnly, none = "—", className = "input", onChange }: {
  path: string; label: string; list: string; chosen: string | null; readOnly: boolean; none?: string; className?: string; onChange: (code: string) => void;
}): ReactNode {
  const { value } = useWords();
  const { data } = useClassifierList(list);
  const [held, setHeld] = useState<string | null>(null);
  const keep = useRef(onChange);
  keep.current = onChange;
  const rest = (code: string): void => {
    setHeld(null);
    if (code !== chosen) keep.current(code);
  };
  useEffect(() => {
    if (held === null) return;
    const timer = window.setTimeout(() => rest(held), REST_MS);
    return () => window.clearTimeout(timer);
  });
  return (
    <select className={className} data-path={path} disabled={readOnly} value={held ?? chosen ?? ""} aria-label={label}
      onChange={(event) => setHeld(event.target.value)} onBlur={() => { if (held !== null) rest(held); }}>
      <option value="" disabled>{none}</option>
      {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
    </select>
  );
}

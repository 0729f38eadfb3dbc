/** The small marks that a desk is read by: key, priority, age, state, origin. */
import type { ReactNode } from "react";
import { durationOf } from "./time";

export function Key({ children }: { children: ReactNode }): ReactNode {
  return <kbd className="key">{children}</kbd>;
}

/** A sentence with its keys in brackets: `[F3] answers the oldest call`. */
export function WithKeys({ text }: { text: string }): ReactNode {
  return text.split(/\[([^\]]+)\]/).map((part, place) => (place % 2 ? <Key key={place}>{part}</Key> : part));
}

export function Priority({ value, label }: { value: number; label: string }): ReactNode {
  return <span className="pri" data-p={value} role="img" aria-label={label} title={label}>{value}</span>;
}

export interface AgeProps { seconds: number; target: number | null; line?: boolean; label?: string }

/** A figure over a bar that fills towards the target: neutral, amber from 75 %, red beyond it. */
export function Age({ seconds, target, line = false, label }: AgeProps): ReactNode {
  const share = target ? Math.min(1, Math.max(0, seconds / target)) : 0;
  const level = !target ? "" : seconds >= target ? "over" : seconds >= target * 0.75 ? "warn" : "";
  const over = target && seconds >= target ? `+${durationOf(seconds - target)}` : durationOf(seconds);
  const words = target ? `${durationOf(seconds)} / ${durationOf(target)}` : durationOf(seconds);
  return (
    <span className={line ? "age is-line" : "age"} data-l={level} style={{ "--f": share } as React.CSSProperties} title={label ?? words}>
      <span>{level === "over" ? over : durationOf(seconds)}</span>
      {target ? <i aria-hidden="true" /> : null}
    </span>
  );
}

/** Server's unit and leg states → shape and colour. */
const SHAPE: Record<string, string> = {
  available: "free", assigned: "assigned", accepted: "assigned", en_route: "enroute", on_scene: "onscene",
  transporting: "transport", at_hospital: "transport", returning: "returning", unavailable: "off", emergency: "alarm",
  received: "open", dispatched: "assigned", completed: "done", closed: "done", rejected: "off", transferred: "done",
  cancelled: "off", released: "free", recalled: "off",
};
export const shapeOf = (state: string): string => SHAPE[state] ?? state;

export function State({ state, children, neutral = false }: { state: string; children?: ReactNode; neutral?: boolean }): ReactNode {
  return <span className={neutral ? "st is-neutral" : "st"} data-s={shapeOf(state)}>{children}</span>;
}

const ORIGIN: Record<string, string> = { card: "V", register: "R", narrative: "F", manual: "M", journal: "Ž" };

export function Origin({ origin, title, proposed = false, onPress }: { origin: string; title: string; proposed?: boolean; onPress?: () => void }): ReactNode {
  const kind = proposed ? "proposed" : origin === "manual" ? "typed" : undefined;
  // No stop for the Tab key, which goes from field to field: the desk has a key for the same.
  if (onPress) return <button type="button" className="prov" tabIndex={-1} data-o={kind} aria-label={title} title={title} onClick={onPress}>{ORIGIN[origin] ?? "?"}</button>;
  return <span className="prov" data-o={kind} role="img" aria-label={title} title={title}>{ORIGIN[origin] ?? "?"}</span>;
}

export function Category({ letter, title }: { letter: string; title: string }): ReactNode {
  return <span className="cat" role="img" aria-label={title} title={title}>{letter}</span>;
}

/** Panes, fields and buttons of the house, over react-aria-components. */
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Key } from "./marks";

export interface ButtonProps extends Omit<AriaButtonProps, "children"> {
  children: ReactNode;
  hotkey?: string;
  kind?: "main" | "ordinary" | "quiet" | "alarm";
  low?: boolean;
}

/** Prints its key: nothing is for the mouse alone. */
export function Button({ children, hotkey, kind = "ordinary", low = false, ...rest }: ButtonProps): ReactNode {
  const classes = ["btn", kind === "ordinary" ? "" : `is-${kind}`, low ? "is-low" : ""].filter(Boolean).join(" ");
  return (
    <AriaButton {...rest} className={classes}>
      {children}
      {hotkey ? <Key>{hotkey}</Key> : null}
    </AriaButton>
  );
}

export function Pane({ label, lift = false, children, style }: {
  label: string; lift?: boolean; children: ReactNode; style?: React.CSSProperties;
}): ReactNode {
  return <section className={lift ? "pane lift" : "pane"} aria-label={label} style={style}>{children}</section>;
}

export function PaneHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className="pane-h">
      <h2>{title}</h2>
      {note ? <span className="ink2 cut">{note}</span> : null}
      <span className="grow" />
      {children}
    </div>
  );
}

export function SectionHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className="sec-h">
      <h3>{title}</h3>
      {note ? <span className="cut">{note}</span> : null}
      <span className="grow" />
      {children}
    </div>
  );
}

/** What scrolls and holds nothing that takes the focus must take it itself: the arrows move it. */
export function Scroll({ label, children }: { label: string; children: ReactNode }): ReactNode {
  // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <div className="scroll" role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

export function Field({ label, hint, fault, children }: {
  label: string; hint?: ReactNode; fault?: string | undefined; children: ReactNode;
}): ReactNode {
  return (
    // The control is the child: the label wraps it, whatever it is.
    <label className={fault ? "field is-fault" : "field"}>
      <span className="lab">{label}<span className="grow" />{hint ? <span>{hint}</span> : null}</span>
      {children}
      {fault ? <span className="small warn" role="alert">{fault}</span> : null}
    </label>
  );
}

export function Empty({ children }: { children: ReactNode }): ReactNode {
  return <p className="pad ink3">{children}</p>;
}

/** A list that is walked with the arrows: one stop in the tab order, Enter takes, the choice is kept. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";

export interface ListProps<T> {
  label: string;
  items: readonly T[];
  idOf: (item: T) => string;
  chosen: string | null;
  onChoose: (id: string) => void;
  onTake?: (id: string) => void;
  className?: string;
  children: (item: T) => ReactNode;
}

export function List<T>({ label, items, idOf, chosen, onChoose, onTake, className = "rows q", children }: ListProps<T>): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const place = Math.max(0, items.findIndex((item) => idOf(item) === chosen));

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -items.length, End: items.length }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      const item = items[Math.min(items.length - 1, Math.max(0, place + step))];
      if (item === undefined) return;
      onChoose(idOf(item));
      box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(idOf(item))}"]`)?.focus();
    } else if (event.key === "Enter" && chosen !== null) {
      event.preventDefault();
      (onTake ?? onChoose)(chosen);
    }
  };

  return (
    <div className={className} role="listbox" aria-label={label} ref={box} tabIndex={-1} onKeyDown={move}>
      {items.map((item, index) => {
        const id = idOf(item);
        return (
          <div key={id} data-id={id} role="option" aria-selected={id === chosen} tabIndex={index === place ? 0 : -1}
            onClick={() => onChoose(id)} onDoubleClick={() => onTake?.(id)} onKeyDown={() => undefined}>
            {children(item)}
          </div>
        );
      })}
    </div>
  );
}

/** Keep a choice that is still there; otherwise the first. */
export function useChoice(ids: readonly string[], chosen: string | null, choose: (id: string | null) => void): void {
  useEffect(() => {
    if (chosen !== null && ids.includes(chosen)) return;
    choose(ids[0] ?? null);
  }, [ids, chosen, choose]);
}

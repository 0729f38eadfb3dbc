/** Every unit of the institution, by state or by station; a digit sets the state of the chosen one. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Card, Unit } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { State } from "../ui/marks";
import { PaneHead } from "../ui/parts";
import { useTextSize } from "../ui/size";
import { durationOf, secondsSince } from "../ui/time";

/** The height of a row follows the size of the text. */
const rowHeight = (): number => parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row"), 10) || 28;

const ORDER = ["assigned", "en_route", "on_scene", "transporting", "at_hospital", "returning", "available", "unavailable"];
const DIGIT: Record<string, string> = { "1": "en_route", "3": "on_scene", "4": "available", "5": "available", "7": "unavailable" };
type Row = { group: string; count: number } | { unit: Unit };

export function UnitsBoard({ units, cards, now }: { units: Unit[]; cards: ReadonlyMap<string, Card>; now: number }): ReactNode {
  const { t, code } = useWords();
  const { act } = useDesk();
  const positions = useLive((state) => state.positions);
  const [by, setBy] = useState<"state" | "station">("state");
  const [chosen, setChosen] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const size = useTextSize();
  const rows = useMemo(() => group(units, by, (state) => code(`unit_state.${state}`)), [units, by, code]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: rowHeight, overscan: 12 });
  useEffect(() => virtual.measure(), [virtual, size]);
  useShortcuts([{ keys: "F4", word: "key.units", run: () => { box.current?.focus(); if (chosen === null) move(1); } }]);

  const set = (digit: string): void => {
    const unit = units.find((one) => one.id === chosen);
    const state = DIGIT[digit];
    if (unit && state) void act(`${unit.call_sign} → ${code(`unit_state.${state}`)}`, () => post(`/api/v1/dispatch/units/${unit.id}/state`, { state }));
  };
  const move = (step: number): void => {
    const list = rows.flatMap((row) => ("unit" in row ? [row.unit.id] : []));
    const next = list[Math.min(list.length - 1, Math.max(0, list.indexOf(chosen ?? "") + step))];
    if (next) { setChosen(next); virtual.scrollToIndex(rows.findIndex((row) => "unit" in row && row.unit.id === next)); }
  };
  return (
    <>
      <PaneHead title={t("units.title")} note={units.length}>
        <span className="switch" role="group" aria-label={t("units.group")}>
          <button type="button" aria-pressed={by === "state"} onClick={() => setBy("state")}>{t("units.by_state")}</button>
          <button type="button" aria-pressed={by === "station"} onClick={() => setBy("station")}>{t("units.by_station")}</button>
        </span>
        <kbd className="key">F4</kbd>
      </PaneHead>
      <div className="scroll" ref={box} role="listbox" aria-label={t("units.title")} aria-activedescendant={chosen ? `unit-${chosen}` : undefined} tabIndex={0} onKeyDown={(event) => {
        if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
        if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
        if (DIGIT[event.key]) { event.stopPropagation(); set(event.key); }
      }}>
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const style = { position: "absolute", top: 0, left: 0, right: 0, height: item.size, transform: `translateY(${item.start}px)` } as const;
            if ("group" in row) return <div key={item.key} className="sec-h" style={style} role="presentation"><h3 role="presentation">{row.group}</h3><span>{row.count}</span></div>;
            const { unit } = row;
            const card = unit.card_id ? cards.get(unit.card_id) : undefined;
            const fix = positions.get(unit.id);
            return (
              <div key={item.key} id={`unit-${unit.id}`} role="option" aria-selected={unit.id === chosen} tabIndex={-1} onClick={() => setChosen(unit.id)} onKeyDown={() => undefined}
                className="bar pad-x nowrap" style={{ ...style, borderBottom: "var(--line-w) solid var(--line-1)", background: unit.id === chosen ? "var(--accent-soft)" : undefined }}>
                <span style={{ width: "calc(var(--k)*68px)", flex: "none" }}><State state={unit.state}><b className="code">{unit.call_sign}</b></State></span>
                <span className="grow cut" title={card?.place?.text ?? unit.station_name}>{card?.place?.text ?? (by === "state" ? shortStation(unit.station_name, code(`institution.${unit.institution}`)) : code(`unit_state.${unit.state}`))}</span>
                <span className="code ink2" style={{ width: "calc(var(--k)*28px)", flex: "none" }}>{unit.crew}/{unit.crew_norm}</span>
                <span className="code ink2 right" style={{ width: "calc(var(--k)*54px)", flex: "none" }}>{durationOf(secondsSince(unit.state_at, now))}</span>
                <span className="code ink3 right" style={{ width: "calc(var(--k)*42px)", flex: "none" }}>{fix ? ageWord(secondsSince(fix.at, now)) : t("units.depot")}</span>
              </div>
            );
          })}
        </div>
      </div>
      <p className="pad small ink2">{t("units.digits")}</p>
    </>
  );
}

/** On the board of one service its own name before each station tells nothing. */
const shortStation = (name: string, institution: string): string => (name.startsWith(`${institution} `) ? name.slice(institution.length + 1) : name);

const ageWord = (seconds: number): string => (seconds < 100 ? `${Math.max(0, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`);

function group(units: Unit[], by: "state" | "station", word: (state: string) => string): Row[] {
  const key = (unit: Unit): string => (by === "state" ? unit.state : unit.station_name);
  const groups = new Map<string, Unit[]>();
  for (const unit of [...units].sort((a, b) => a.call_sign.localeCompare(b.call_sign, "lv", { numeric: true }))) groups.set(key(unit), [...(groups.get(key(unit)) ?? []), unit]);
  const names = [...groups.keys()].sort((a, b) => (by === "state" ? ORDER.indexOf(a) - ORDER.indexOf(b) : a.localeCompare(b, "lv", { numeric: true })));
  return names.flatMap((name) => [{ group: by === "state" ? word(name) : name, count: groups.get(name)?.length ?? 0 }, ...(groups.get(name) ?? []).map((unit) => ({ unit }))]);
}

/** Where: one field that is searched while it is written; arrows and Enter take a proposal. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode, type Ref } from "react";
import { get } from "../api/client";
import type { CallerPosition, NewPlace, Place } from "../api/types";
import { useWords } from "../i18n";

const PAUSE_MS = 140;

export function useDelayed<T>(value: T, pause: number): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setDelayed(value), pause);
    return () => window.clearTimeout(timer);
  }, [value, pause]);
  return delayed;
}

export interface PlaceFieldProps {
  text: string; place: { lat?: number | null; lon?: number | null; accuracy_m?: number | null } | null; near: CallerPosition | null;
  input: Ref<HTMLInputElement>; big?: boolean; onText: (text: string) => void; onPlace: (place: Place) => void;
  /** The field was left without choosing a place. */
  onLeave?: () => void;
}

/** As a card keeps what was chosen from the gazetteer. */
export const asCardPlace = (one: Place): NewPlace => ({ text: one.name, lat: one.lat, lon: one.lon, accuracy_m: one.accuracy_m, source: "gazetteer" });

export function PlaceField({ text, place, near, input, big = true, onText, onPlace, onLeave }: PlaceFieldProps): ReactNode {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [index, setIndex] = useState(0);
  const id = useId();
  const wanted = useDelayed(text.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: ["places", wanted, near?.lat, near?.lon],
    queryFn: ({ signal }) => {
      const around = near ? `&lat=${near.lat}&lon=${near.lon}` : "";
      return get<Place[]>(`/api/v1/gis/places?limit=7&q=${encodeURIComponent(wanted)}${around}`, { signal });
    },
    enabled: open && wanted.length >= 2,
  });
  const places = open ? found.data ?? [] : [];
  const shown = Math.min(index, Math.max(0, places.length - 1));

  const take = (one: Place): void => {
    onPlace(one);
    setOpen(false);
  };
  const listen = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") { event.preventDefault(); setOpen(true); setIndex(Math.min(places.length - 1, shown + 1)); }
    if (event.key === "ArrowUp") { event.preventDefault(); setIndex(Math.max(0, shown - 1)); }
    const one = places[shown];
    if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && open && one) {
      if (event.key === "Enter") event.preventDefault();
      take(one);
    }
    if (event.key === "Escape") { if (!open) onLeave?.(); setOpen(false); event.stopPropagation(); }
  };
  return (
    <div>
      <input ref={input} className={big ? "input is-big" : "input"} value={text} role="combobox" aria-expanded={places.length > 0}
        aria-controls={id} aria-autocomplete="list" aria-activedescendant={places[shown] ? `${id}-${shown}` : undefined}
        aria-label={t("card.where")} spellCheck={false} autoComplete="off" onKeyDown={listen}
        onChange={(event) => { onText(event.target.value); setOpen(true); setIndex(0); }} onBlur={() => { setOpen(false); onLeave?.(); }} />
      <div className="list">
        {places.length > 0 ? (
          <div className="rows" role="listbox" id={id} aria-label={t("card.where")}>
            {places.map((one, place_) => (
              <div key={one.id} id={`${id}-${place_}`} role="option" aria-selected={place_ === shown} tabIndex={-1}
                onMouseDown={(event) => { event.preventDefault(); take(one); }}>
                <span className="cut">{one.name}</span>
                <span className="ink3 small">{t(`place.kind.${one.kind}` as "place.kind.address")}{one.modelled ? ` · ${t("modelled")}` : ""}</span>
              </div>
            ))}
          </div>
        ) : null}
      </div>
      <div className="bar small" style={{ marginTop: "var(--s-1)" }}>
        {place?.lat != null ? (
          <span className="st" data-s="done">{t("place.known", { metres: place.accuracy_m ?? 0 })}</span>
        ) : text.trim() ? <span className="st" data-s="warn">{t("place.unplaced")}</span> : <span className="ink3">{t("place.hint")}</span>}
        {place?.lat != null ? <span className="code ink3">{place.lat.toFixed(4)} {place.lon?.toFixed(4)}</span> : null}
      </div>
    </div>
  );
}

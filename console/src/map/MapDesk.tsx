/** IĢIS: one map for all services, by right. It stays where it is; a star follows the chosen card. */
import { useMemo, useState, type ReactNode } from "react";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useLive } from "../live/store";
import { useClassifier, useDesk, useDeskKeys } from "../session/desk";
import { Age, Key, Priority, State } from "../ui/marks";
import { Button, Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { List } from "../ui/List";
import { secondsSince } from "../ui/time";
import { MapView } from "./MapView";

const NO_VERBS: never[] = [];

export function MapDesk(): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const cards = useLive((state) => state.cards);
  const units = useLive((state) => state.units);
  const stations = useLive((state) => state.stations);
  const [show, setShow] = useState({ units: true, idle: false, stations: true, cards: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const [follow, setFollow] = useState(false);
  const [pointer, setPointer] = useState<[number, number] | null>(null);
  const open = useMemo(() => [...cards.values()].filter((one) => one.state !== "closed")
    .sort((a, b) => a.priority - b.priority || a.happened_at.localeCompare(b.happened_at)), [cards]);
  const card = chosen ? cards.get(chosen) : undefined;
  const spot = useMemo(() => (card?.place?.lat != null ? { lat: card.place.lat, lon: card.place.lon ?? 0 } : null), [card?.place?.lat, card?.place?.lon]);
  const [look, setLook] = useState<{ lat: number; lon: number } | null>(null);
  const byState = useMemo(() => {
    const counts = new Map<string, number>();
    for (const unit of units.values()) counts.set(unit.state, (counts.get(unit.state) ?? 0) + 1);
    return counts;
  }, [units]);
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "*", word: "map.follow", run: () => setFollow((on) => !on) }], []);
  useDeskKeys(shortcuts, NO_VERBS);
  const layers = [
    ["cards", "map.layer.cards", open.length], ["units", "map.layer.units", units.size - (byState.get("available") ?? 0) - (byState.get("unavailable") ?? 0)], ["idle", "map.layer.idle", byState.get("available") ?? 0],
    ["stations", "map.layer.stations", stations.size],
  ] as const;

  return (
    <main className="desk is-three" style={{ gridTemplateColumns: "min(calc(var(--k)*236px),18vw) minmax(0,1fr) min(calc(var(--k)*300px),22vw)" }}>
      <Pane label={t("map.layers")}>
        <PaneHead title={t("map.layers")} />
        <div className="scroll">
          {layers.map(([name, word, count]) => (
            <label key={name} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
              <input type="checkbox" checked={show[name]} onChange={(event) => setShow({ ...show, [name]: event.target.checked })} />
              <span className="grow">{t(word)}</span><span className="code ink2">{count}</span>
            </label>
          ))}
          <SectionHead title={t("map.states")} note={t("map.states_note")} />
          {[...byState].map(([state, count]) => (
            <div key={state} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
              <State state={state}>{code(`unit_state.${state}`)}</State><span className="grow" /><span className="code ink2">{count}</span>
            </div>
          ))}
        </div>
        <p className="pad small ink3">{t("map.modelled")}</p>
      </Pane>
      <div className="map-box">
        <MapView label={t("view.map")} show={show} onCard={setChosen} onMove={(lat, lon) => setPointer([lat, lon])} follow={follow ? spot : look} />
        <div className="map-tools">
          <Button kind={follow ? "main" : "ordinary"} hotkey="*" onPress={() => setFollow(!follow)} aria-pressed={follow}>{t("map.follow")}</Button>
          <span className="chip">{t(follow ? "map.following" : "map.still")}</span>
        </div>
        <div className="map-note">{pointer ? <><span className="code">{pointer[0].toFixed(4)} {pointer[1].toFixed(4)}</span> · </> : null}{t("map.sources")}</div>
      </div>
      <Pane label={t("map.cards")}>
        <PaneHead title={t("map.cards")} note={open.length} />
        <div className="scroll">
          {open.length === 0 ? <Empty>{t("map.no_cards")}</Empty> : null}
          <List label={t("map.cards")} items={open} idOf={(one) => one.id} chosen={chosen} onChoose={setChosen}
            onTake={(id) => { const one = cards.get(id)?.place; if (one?.lat != null) setLook({ lat: one.lat, lon: one.lon ?? 0 }); }}>
            {(one) => (
              <>
                <Priority value={one.priority} label={t("priority", { value: one.priority })} />
                <div><div className="cut"><b>{value(types(one.type_code), one.what)}</b></div><div className="sub cut">{one.place?.text}</div></div>
                <Age seconds={secondsSince(one.happened_at, now)} target={null} />
              </>
            )}
          </List>
        </div>
        {open.length > 0 ? <p className="pad small ink2"><Key>Enter</Key> {t("map.look")}</p> : null}
      </Pane>
    </main>
  );
}

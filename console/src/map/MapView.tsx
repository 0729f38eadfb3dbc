/** The map. It never moves by itself: only a hand, a key or a first look at a place moves it. */
import { Map as LibreMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { CallerPosition, Card } from "../api/types";
import { useLive } from "../live/store";
import { useDesk } from "../session/desk";
import { EMPTY_FEATURES, cardFeatures, circle, stationFeatures, unitFeatures, type FeatureCollection } from "./data";
import { STATES, cardIcon, makeStyle, stateIcon, stationIcon, token } from "./style";

setWorkerUrl(workerUrl);

const LATVIA: [[number, number], [number, number]] = [[20.6, 55.6], [28.3, 58.15]];
const STATION_KINDS = ["fire_station", "police_office", "municipal_post", "port_post", "hospital", "medical_base"];

export interface MapViewProps {
  label: string; caller?: CallerPosition | null; spot?: { lat: number; lon: number } | null; cards?: Card[] | undefined;
  compact?: boolean; show?: { units: boolean; idle: boolean; stations: boolean; cards: boolean };
  onCard?: (id: string) => void; onMove?: (lat: number, lon: number) => void; follow?: { lat: number; lon: number } | null;
}

const ALL = { units: true, idle: false, stations: true, cards: true };

export function MapView({ label, caller = null, spot = null, cards, compact = false, show = ALL, onCard, onMove, follow }: MapViewProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<LibreMap | null>(null);
  const [ready, setReady] = useState(0);
  const { now } = useDesk();
  const live = useLive((state) => state);
  const handlers = useRef({ onCard, onMove });
  handlers.current = { onCard, onMove };

  useEffect(() => {
    if (box.current === null) return;
    const made = new LibreMap({
      container: box.current, style: makeStyle(), bounds: LATVIA, fitBoundsOptions: { padding: 12 }, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, minZoom: compact ? 4.4 : 5.5, maxZoom: 17, fadeDuration: 0, keyboard: !compact,
    });
    made.touchZoomRotate.disableRotation();
    map.current = made;
    if (!compact) {
      made.addControl(new NavigationControl({ showCompass: false }), "bottom-left");
      made.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-left");
      made.on("mousemove", (event) => handlers.current.onMove?.(event.lngLat.lat, event.lngLat.lng));
    }
    const dress = (): void => { addOwnLayers(made); setReady((times) => times + 1); };
    made.on("style.load", dress);
    made.on("click", "cards", (event) => {
      const id: unknown = event.features?.[0]?.properties["id"];
      if (typeof id === "string") handlers.current.onCard?.(id);
    });
    const themes = new MutationObserver(() => made.setStyle(makeStyle()));
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => { themes.disconnect(); made.remove(); map.current = null; };
  }, [compact]);

  const put = (name: string, data: FeatureCollection): void => {
    const source = map.current?.getSource(name) as GeoJSONSource | undefined;
    source?.setData(data as never);
  };
  const shownCards = cards ?? null;
  const minute = Math.floor(now / 10_000);
  useEffect(() => {
    if (!ready) return;
    put("units", show.units ? unitFeatures(live.units.values(), live.positions, live.stations, now, show.idle) : EMPTY_FEATURES);
    // The clock only ages the fixes: every ten seconds is often enough.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ready, live.units, live.positions, live.stations, minute, show.units, show.idle]);
  useEffect(() => { if (ready) put("stations", show.stations && !compact ? stationFeatures(live.stations.values()) : EMPTY_FEATURES); }, [ready, live.stations, show.stations, compact]);
  useEffect(() => {
    if (ready) put("cards", show.cards ? cardFeatures(shownCards ?? [...live.cards.values()].filter((one) => one.state !== "closed")) : EMPTY_FEATURES);
  }, [ready, shownCards, live.cards, show.cards]);
  useEffect(() => { if (ready) put("caller", caller ? circle(caller) : EMPTY_FEATURES); }, [ready, caller]);

  const lat = spot?.lat ?? caller?.lat;
  const lon = spot?.lon ?? caller?.lon;
  useEffect(() => {
    // A new card to look at is a new question: the small map answers it. The large map stays where it is.
    if (compact && lat !== undefined && lon !== undefined) map.current?.jumpTo({ center: [lon, lat], zoom: 14 });
  }, [compact, lat, lon]);
  useEffect(() => { if (follow) map.current?.easeTo({ center: [follow.lon, follow.lat], zoom: Math.max(12, map.current.getZoom()), duration: 0 }); }, [follow]);

  return <div className="map-canvas" ref={box} role="region" aria-label={label} />;
}

function addOwnLayers(map: LibreMap): void {
  for (const state of STATES) addImage(map, `state-${state}`, stateIcon(state));
  for (const priority of [1, 2, 3, 4]) addImage(map, `card-${priority}`, cardIcon(priority));
  for (const kind of STATION_KINDS) addImage(map, `station-${kind}`, stationIcon(kind));
  for (const name of ["stations", "caller", "units", "cards"]) {
    if (!map.getSource(name)) map.addSource(name, { type: "geojson", data: EMPTY_FEATURES as never });
  }
  const text = { "text-font": ["IBM Plex Mono"], "text-size": 11, "text-anchor": "left", "text-offset": [0.9, 0], "text-optional": true } as const;
  const ink = { "text-color": token("--ink-1"), "text-halo-color": token("--map-land"), "text-halo-width": 1.5 };
  map.addLayer({ id: "caller-fill", type: "fill", source: "caller", paint: { "fill-color": token("--map-zone"), "fill-opacity": 0.12 } });
  map.addLayer({ id: "caller-line", type: "line", source: "caller", paint: { "line-color": token("--map-zone"), "line-width": 1.5, "line-dasharray": [3, 2] } });
  map.addLayer({ id: "stations", type: "symbol", source: "stations", layout: { "icon-image": ["get", "icon"], "icon-size": ["interpolate", ["linear"], ["zoom"], 6, 0.55, 9, 1], "icon-allow-overlap": true, "icon-ignore-placement": true } }, "towns");
  map.addLayer({
    id: "units", type: "symbol", source: "units",
    layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "sort"], "text-field": ["step", ["zoom"], "", 8.5, ["get", "label"]], ...text },
    paint: { "icon-opacity": ["get", "opacity"], "text-opacity": ["get", "opacity"], ...ink },
  } as never);
  map.addLayer({
    id: "cards", type: "symbol", source: "cards",
    layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-anchor": "bottom", "symbol-sort-key": ["get", "sort"], "text-field": ["step", ["zoom"], "", 10, ["get", "name"]], ...text, "text-font": ["IBM Plex Sans"], "text-offset": [1.1, -0.9] },
    paint: ink,
  } as never);
}

function addImage(map: LibreMap, name: string, image: ImageData): void {
  // A change of theme keeps the images: they are drawn anew in its colours.
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: 2 });
}

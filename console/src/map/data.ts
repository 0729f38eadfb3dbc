/** Store → GeoJSON for the map's own sources. Pure. */
import type { CallerPosition, Card, Station, Unit } from "../api/types";
import type { Fix } from "../live/store";
import { shapeOf } from "../ui/marks";

export interface FeatureCollection { type: "FeatureCollection"; features: object[] }

const collection = (features: object[]): FeatureCollection => ({ type: "FeatureCollection", features });
const point = (lon: number, lat: number, properties: object, id?: string): object =>
  ({ type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties });

/** How much of a fix is left to see: an old one is not a place any more. */
export function fading(ageS: number): number {
  if (ageS < 30) return 1;
  if (ageS < 60) return 0.75;
  if (ageS < 120) return 0.55;
  return ageS < 300 ? 0.45 : 0.4;
}

/** States whose vehicles stand in their depot: the station's mark is enough for them. */
const AT_HOME = new Set(["available", "unavailable"]);

export function unitFeatures(units: Iterable<Unit>, positions: ReadonlyMap<string, Fix>, stations: ReadonlyMap<string, Station>, now: number, all: boolean): FeatureCollection {
  const features: object[] = [];
  for (const unit of units) {
    const fix = positions.get(unit.id);
    if (!fix && AT_HOME.has(unit.state) && !all) continue;
    const home = stations.get(unit.station_id);
    const spot = fix ?? home;
    if (!spot) continue;
    const age = fix ? Math.max(0, (now - Date.parse(fix.at)) / 1000) : 0;
    const moving = !AT_HOME.has(unit.state);
    features.push(point(spot.lon, spot.lat, {
      id: unit.id, name: unit.call_sign, icon: `state-${shapeOf(unit.state)}`, opacity: moving && fix ? fading(age) : 1,
      label: moving && age >= 60 ? `${unit.call_sign} ${Math.round(age / 60)} min` : unit.call_sign, sort: moving ? 1 : 0,
    }));
  }
  return collection(features);
}

export function cardFeatures(cards: Iterable<Card>): FeatureCollection {
  const features: object[] = [];
  for (const card of cards) {
    if (card.place?.lat == null || card.place.lon == null) continue;
    features.push(point(card.place.lon, card.place.lat, { id: card.id, icon: `card-${card.priority}`, name: card.place.text, sort: 5 - card.priority }));
  }
  return collection(features);
}

export function stationFeatures(stations: Iterable<Station>): FeatureCollection {
  return collection([...stations].map((one) => point(one.lon, one.lat, { name: one.name, icon: `station-${one.kind}` })));
}

/** A circle of so many metres on the ground. */
export function circle(position: CallerPosition): FeatureCollection {
  const ring: [number, number][] = [];
  for (let step = 0; step <= 48; step += 1) {
    const angle = (step / 48) * 2 * Math.PI;
    const north = (position.radius_m * Math.cos(angle)) / 111195;
    const east = (position.radius_m * Math.sin(angle)) / (111195 * Math.cos((position.lat * Math.PI) / 180));
    ring.push([position.lon + east, position.lat + north]);
  }
  return collection([{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} }]);
}

export const EMPTY_FEATURES: FeatureCollection = collection([]);

/** The base map in the colours of the theme; everything is drawn from our own layers. */
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";

export const LAYERS = ["land", "lakes", "rivers", "borders", "municipalities", "roads", "streets", "towns"] as const;

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const at = (...stops: [number, number][]): unknown => ["interpolate", ["linear"], ["zoom"], ...stops.flat()];

function lines(): LayerSpecification[] {
  const line = (id: string, source: string, colour: string, width: unknown, more: object = {}): LayerSpecification =>
    ({ id, type: "line", source, paint: { "line-color": token(colour), "line-width": width }, layout: { "line-join": "round", "line-cap": "round" }, ...more }) as LayerSpecification;
  return [
    line("rivers", "rivers", "--map-river", at([6, 1], [12, 4])),
    line("streets", "streets", "--map-road-2", at([11, 0.6], [15, 4]), { minzoom: 11 }),
    line("roads-local", "roads", "--map-road-2", at([8, 0.3], [13, 2]), { minzoom: 8.2, filter: ["==", ["get", "class"], "local"] }),
    line("roads-regional", "roads", "--map-road-2", at([6, 0.6], [13, 3]), { filter: ["==", ["get", "class"], "regional"] }),
    line("roads-main", "roads", "--map-road-1", at([6, 1.1], [13, 4]), { filter: ["==", ["get", "class"], "main"] }),
    line("municipalities-line", "municipalities", "--map-border-1", at([6, 0.7], [12, 1.6]), { paint: { "line-color": token("--map-border-1"), "line-width": at([6, 0.7], [12, 1.6]), "line-dasharray": [5, 2, 1.5, 2] } }),
  ];
}

const labels = (): LayerSpecification => ({
  id: "towns", type: "symbol", source: "towns",
  filter: ["<=", ["get", "rank"], ["step", ["zoom"], 2, 7.2, 3, 8.2, 4, 9.4, 5]],
  layout: {
    "text-field": ["get", "name"], "text-font": ["IBM Plex Sans"], "text-size": ["match", ["get", "rank"], 1, 16, 2, 14, 12],
    "text-anchor": "bottom", "text-offset": [0, -0.4], "symbol-sort-key": ["get", "rank"],
  },
  paint: { "text-color": token("--map-label"), "text-halo-color": token("--map-land"), "text-halo-width": 1.6 },
}) as LayerSpecification;

export function makeStyle(): StyleSpecification {
  const sources = Object.fromEntries(LAYERS.map((name) => [name, { type: "geojson", data: new URL(`/api/v1/gis/layers/${name}`, location.href).href }]));
  const fill = (id: string, colour: string): LayerSpecification =>
    ({ id: `${id}-fill`, type: "fill", source: id, paint: { "fill-color": token(colour), "fill-antialias": true } }) as LayerSpecification;
  return {
    version: 8,
    sources: sources as StyleSpecification["sources"],
    layers: [
      { id: "sea", type: "background", paint: { "background-color": token("--map-sea") } },
      fill("land", "--map-abroad"),
      fill("municipalities", "--map-land"),
      fill("lakes", "--map-sea"),
      ...lines(),
      labels(),
    ],
  };
}

/** The same paths as the state marks in lists. */
const PATHS: Record<string, string> = {
  free: "M1 1h10v10H1zM3 3v6h6V3z", assigned: "M1 1h10v10H1zM9 3.4L3.4 9H9z", enroute: "M2 .5L11.5 6 2 11.5z", onscene: "M1 1h10v10H1z",
  transport: "M6 0l6 6-6 6-6-6z", returning: "M10 .5L.5 6l9.5 5.5zM8 4v4L4.5 6z", off: "M2.4 1L6 4.6 9.6 1 11 2.4 7.4 6 11 9.6 9.6 11 6 7.4 2.4 11 1 9.6 4.6 6 1 2.4z",
  alarm: "M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5zM5 2v5h2V2zM5 8.2V10h2V8.2z",
};
export const STATES = Object.keys(PATHS);
const SCALE = 2;

function canvas(size: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const element = document.createElement("canvas");
  element.width = element.height = size * SCALE;
  const context = element.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.scale(SCALE, SCALE);
  return [element, context];
}

export function stateIcon(state: string): ImageData {
  const [element, context] = canvas(16);
  context.translate(2, 2);
  const path = new Path2D(PATHS[state] ?? PATHS["off"]);
  context.lineWidth = 3;
  context.strokeStyle = token("--map-land");
  context.lineJoin = "round";
  context.stroke(path);
  context.fillStyle = token(`--state-${state}`) || token("--ink-3");
  context.fill(path, "evenodd");
  return context.getImageData(0, 0, element.width, element.height);
}

/** A card: the more ink, the more urgent. */
export function cardIcon(priority: number): ImageData {
  const [element, context] = canvas(22);
  const solid = priority === 1;
  context.fillStyle = token(solid ? "--ink-1" : "--surface-2");
  context.strokeStyle = token("--ink-1");
  context.lineWidth = priority === 2 ? 2.5 : 1.5;
  if (priority === 4) context.setLineDash([3, 2]);
  context.beginPath();
  context.roundRect(2, 2, 18, 18, 2);
  context.fill();
  context.stroke();
  context.fillStyle = token(solid ? "--surface-2" : "--ink-1");
  context.font = "600 12px 'IBM Plex Mono', monospace";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(priority), 11, 11.5);
  return context.getImageData(0, 0, element.width, element.height);
}

export function stationIcon(kind: string): ImageData {
  const [element, context] = canvas(14);
  context.fillStyle = token("--surface-2");
  context.strokeStyle = token("--ink-2");
  context.lineWidth = 1.3;
  const path = new Path2D(kind === "hospital" ? "M2 2h10v10H2z" : kind === "fire_station" ? "M2 6l5-4 5 4v6H2z" : "M7 1.5l5 2.5v5L7 12.5 2 9V4z");
  context.fill(path);
  context.stroke(path);
  if (kind === "hospital") context.stroke(new Path2D("M7 4v6M4 7h6"));
  return context.getImageData(0, 0, element.width, element.height);
}

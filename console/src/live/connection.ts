/** The one live stream of this desk: reconnects by itself, by cursor, and says how old its last word is. */
import { applyChange, applyPositions, applySnapshot, readChange, type LiveChange } from "./dispatch";
import { store } from "./store";

const PAUSES_S = [0, 1, 2, 4, 8, 15];
/** The server sends a heartbeat every 15 s: after this long the line is dead, whatever the browser thinks. */
const SILENCE_MAX_MS = 40_000;

export interface Line { connected: boolean; lastAt: number; serverAheadMs: number }

type Listener = (change: LiveChange) => void;

export class Connection {
  line: Line = { connected: false, lastAt: Date.now(), serverAheadMs: 0 };
  private source: EventSource | null = null;
  private attempts = 0;
  private timer = 0;
  private cursor = "";
  private stopped = false;
  private readonly listeners = new Set<Listener>();
  private readonly openListeners = new Set<() => void>();

  start(): void {
    this.stopped = false;
    this.open();
    window.setInterval(() => this.watch(), 5_000);
  }

  stop(): void {
    this.stopped = true;
    this.source?.close();
    window.clearTimeout(this.timer);
    this.cursor = "";
    store.reset();
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onOpen(listener: () => void): () => void {
    this.openListeners.add(listener);
    return () => this.openListeners.delete(listener);
  }

  private open(): void {
    if (this.stopped) return;
    this.source?.close();
    // A new EventSource can't send Last-Event-ID itself: the cursor goes in the address.
    const since = this.cursor ? `?since=${encodeURIComponent(this.cursor)}` : "";
    const source = new EventSource(`/api/v1/live${since}`);
    this.source = source;
    source.addEventListener("open", () => this.opened());
    source.addEventListener("error", () => this.lost());
    source.addEventListener("snapshot", (event) => this.take(event, (data) => store.update(() => applySnapshot(data))));
    source.addEventListener("change", (event) => this.take(event, (data) => this.change(data)));
    source.addEventListener("positions", (event) =>
      this.take(event, (data) => store.update((state) => applyPositions(state, data))));
    source.addEventListener("heartbeat", (event) => this.take(event, (data) => this.heartbeat(data)));
    source.addEventListener("restart", () => { this.cursor = ""; this.lost(); });
  }

  private opened(): void {
    this.attempts = 0;
    this.line = { ...this.line, connected: true, lastAt: Date.now() };
    this.openListeners.forEach((listener) => listener());
  }

  private take(event: MessageEvent<string>, fold: (data: unknown) => void): void {
    this.line = { ...this.line, connected: true, lastAt: Date.now() };
    if (event.lastEventId) this.cursor = event.lastEventId;
    fold(JSON.parse(event.data));
  }

  private change(data: unknown): void {
    const change = readChange(data);
    if (change === null) {
      store.update((state) => ({ ...state, unknownTopics: state.unknownTopics + 1 }));
      return;
    }
    store.update((state) => applyChange(state, change));
    this.listeners.forEach((listener) => listener(change));
  }

  private heartbeat(data: unknown): void {
    const at = typeof data === "object" && data !== null ? Date.parse(String((data as { at?: string }).at)) : NaN;
    if (!Number.isNaN(at)) this.line = { ...this.line, serverAheadMs: at - Date.now() };
  }

  private watch(): void {
    if (!this.stopped && Date.now() - this.line.lastAt > SILENCE_MAX_MS) this.lost();
  }

  private lost(): void {
    this.source?.close();
    this.source = null;
    this.line = { ...this.line, connected: false };
    window.clearTimeout(this.timer);
    const pause = PAUSES_S[Math.min(this.attempts, PAUSES_S.length - 1)] ?? 15;
    this.attempts += 1;
    // A little apart, so that a thousand desks do not come back in the same instant.
    this.timer = window.setTimeout(() => this.open(), pause * 1000 + Math.random() * 500);
  }
}

export const connection = new Connection();

/** Now, by the server's clock. */
export const serverNow = (): number => Date.now() + connection.line.serverAheadMs;

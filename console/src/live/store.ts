/** Everything the server has told this desk: one normalised store, written by the live feed alone. */
import { useSyncExternalStore } from "react";
import type { Assignment, Card, Contact, EventRow, Glass, Referral, SavedSearch, Station, Unit } from "../api/types";

export interface Fix { lat: number; lon: number; at: string; heading: number | null }

export interface LiveState {
  cards: ReadonlyMap<string, Card>;
  contacts: ReadonlyMap<string, Contact>;
  units: ReadonlyMap<string, Unit>;
  assignments: ReadonlyMap<string, Assignment>;
  referrals: ReadonlyMap<string, Referral>;
  events: ReadonlyMap<string, EventRow>;
  /** Emergency accesses of the institution, for who reviews them. */
  glasses: ReadonlyMap<string, Glass>;
  stations: ReadonlyMap<string, Station>;
  /** One's own saved searches, each with how much in it is new. */
  searches: ReadonlyMap<string, SavedSearch>;
  /** Grows when something around an event changed: offers, tasks, comments, second looks. */
  work: number;
  /** Event → how many answers of registers have come for it. */
  checked: ReadonlyMap<string, number>;
  positions: ReadonlyMap<string, Fix>;
  /** Topics of the feed that this console does not know: shown to support, never hidden. */
  unknownTopics: number;
  ready: boolean;
}

export type Collection = "cards" | "contacts" | "units" | "assignments" | "referrals" | "events" | "glasses" | "stations" | "searches";

export const EMPTY: LiveState = {
  cards: new Map(), contacts: new Map(), units: new Map(), assignments: new Map(), referrals: new Map(),
  events: new Map(), glasses: new Map(), stations: new Map(), searches: new Map(), positions: new Map(), work: 0, checked: new Map(), unknownTopics: 0, ready: false,
};

export class LiveStore {
  private state: LiveState = EMPTY;
  private readonly listeners = new Set<() => void>();
  private planned = false;

  readonly get = (): LiveState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Many changes of one moment are painted once. */
  update(change: (state: LiveState) => LiveState): void {
    this.state = change(this.state);
    if (this.planned) return;
    this.planned = true;
    setTimeout(() => {
      this.planned = false;
      this.listeners.forEach((listener) => listener());
    }, 16);
  }

  reset(): void {
    this.update(() => EMPTY);
  }
}

export const store = new LiveStore();

/** A part of the store; the selector must give the same reference while nothing changed. */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

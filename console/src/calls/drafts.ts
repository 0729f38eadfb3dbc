/** Cards that are being written: kept in the browser with each keystroke, sent when the server listens.
 *  A reload or a lost server loses nothing; the id is made here, so that sending twice is one card. */
import { useSyncExternalStore } from "react";
import { ServerAway, newKey, patch, post } from "../api/client";
import type { Card, NewPlace } from "../api/types";

export interface Draft {
  id: string; contactId: string | null; openedAt: string; what: string; typeCode: string | null; place: NewPlace | null;
  placeText: string; version: number | null; number: string | null; dirty: boolean; wantsInform: boolean; informKey: string;
  waiting: boolean;
}

const KEPT = "vienots.drafts";
const AFTER_MS = 900;

class Drafts {
  private drafts: readonly Draft[] = [];
  private owner = "";
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, number>();
  private readonly sending = new Set<string>();
  /** Informed or given up here: the feed may still call them drafts for a moment. */
  private readonly ended = new Set<string>();

  readonly all = (): readonly Draft[] => this.drafts;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Each person finds their own drafts again, on this desk. */
  open(owner: string): void {
    if (this.owner === owner) return;
    this.owner = owner;
    try {
      this.drafts = JSON.parse(localStorage.getItem(`${KEPT}.${owner}`) ?? "[]") as Draft[];
    } catch {
      this.drafts = [];
    }
    this.tell();
  }

  start(contactId: string | null, openedAt: string): Draft {
    const known = this.drafts.find((one) => contactId !== null && one.contactId === contactId);
    if (known) return known;
    const draft: Draft = {
      id: newKey(), contactId, openedAt, what: "", typeCode: null, place: null, placeText: "", version: null, number: null,
      dirty: false, wantsInform: false, informKey: newKey(), waiting: false,
    };
    this.write([draft, ...this.drafts]);
    return draft;
  }

  /** A card that I began at another desk, or in a browser that lost its memory. */
  adopt(card: Card): void {
    if (this.ended.has(card.id) || this.drafts.some((one) => one.id === card.id)) return;
    this.write([{
      id: card.id, contactId: card.contacts[0] ?? null, openedAt: card.opened_at, what: card.what, typeCode: card.type_code,
      place: card.place, placeText: card.place?.text ?? "", version: card.version, number: card.number, dirty: false,
      wantsInform: false, informKey: newKey(), waiting: false,
    }, ...this.drafts]);
  }

  change(id: string, changes: Partial<Draft>): void {
    this.write(this.drafts.map((one) => (one.id === id ? { ...one, ...changes, dirty: true } : one)));
    window.clearTimeout(this.timers.get(id));
    this.timers.set(id, window.setTimeout(() => void this.send(id).catch(() => undefined), AFTER_MS));
  }

  drop(id: string): void {
    this.ended.add(id);
    window.clearTimeout(this.timers.get(id));
    this.write(this.drafts.filter((one) => one.id !== id));
  }

  /** Everything that waits for the server goes out again; called when the line is back. */
  async resend(): Promise<void> {
    for (const draft of this.drafts) if (draft.dirty || draft.wantsInform) await this.send(draft.id).catch(() => undefined);
  }

  async inform(id: string): Promise<Card | null> {
    this.write(this.drafts.map((one) => (one.id === id ? { ...one, wantsInform: true, dirty: true } : one)));
    return this.send(id);
  }

  private async send(id: string): Promise<Card | null> {
    const draft = this.drafts.find((one) => one.id === id);
    if (!draft || this.sending.has(id) || (!draft.what.trim() && !draft.place)) return null;
    this.sending.add(id);
    window.clearTimeout(this.timers.get(id));
    try {
      const card = await this.put(draft);
      if (card.state !== "draft") this.drop(id);
      else this.settle(id, { version: card.version, number: card.number, waiting: false, dirty: false });
      return card;
    } catch (error) {
      const away = error instanceof ServerAway;
      // A refusal is for the person to read; only a lost server is waited for.
      this.settle(id, away ? { waiting: true } : { waiting: false, wantsInform: false });
      throw error;
    } finally {
      this.sending.delete(id);
    }
  }

  private async put(draft: Draft): Promise<Card> {
    const place = draft.place ?? (draft.placeText.trim() ? { text: draft.placeText.trim(), source: "typed" } : null);
    let card: Card;
    if (draft.version === null) {
      const body = { id: draft.id, what: draft.what, type_code: draft.typeCode, place, contact_id: draft.contactId };
      card = await post<Card>("/api/v1/calls/cards", body);
    } else {
      const body = { version: draft.version, what: draft.what, type_code: draft.typeCode, place };
      card = await patch<Card>(`/api/v1/calls/cards/${draft.id}`, body);
    }
    if (!draft.wantsInform) return card;
    return post<Card>(`/api/v1/calls/cards/${draft.id}/inform`, {}, { key: draft.informKey });
  }

  private settle(id: string, changes: Partial<Draft>): void {
    this.write(this.drafts.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  }

  private write(drafts: readonly Draft[]): void {
    this.drafts = drafts;
    localStorage.setItem(`${KEPT}.${this.owner}`, JSON.stringify(drafts));
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

export const drafts = new Drafts();
export const useDrafts = (): readonly Draft[] => useSyncExternalStore(drafts.subscribe, drafts.all);

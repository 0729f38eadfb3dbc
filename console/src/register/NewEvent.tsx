/** Registering by hand: the narrative first, which proposes type and place. Kept in the browser with each
 *  keystroke and sent until the server takes it: nothing that was typed is lost. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Refusal, ServerAway, newKey, post } from "../api/client";
import type { EventView, Fault } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { sayRefusal, useClassifier, useClassifierList, useDesk } from "../session/desk";
import { Button, Field, PaneHead } from "../ui/parts";
import { PlaceField } from "../places/PlaceField";
import { Effort } from "./Effort";
import { useNarrative } from "./Proposals";

interface Draft { id: string; narrative: string; type: string; via: string; placeText: string; place: EventView["place"] | null; receivedAt: string }

const KEPT = "vienots.new_event";
const AGAIN_MS = 3000;
const begin = (): Draft => ({ id: newKey(), narrative: "", type: "", via: "patrol", placeText: "", place: null, receivedAt: new Date().toISOString() });

/** One at a time for each person, found again after a reload. */
function useDraft(owner: string): [Draft, (change: Partial<Draft>) => void, () => void] {
  const key = `${KEPT}.${owner}`;
  const [draft, setDraft] = useState<Draft>(() => {
    try {
      return { ...begin(), ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Draft>) };
    } catch {
      return begin();
    }
  });
  const change = (part: Partial<Draft>): void => setDraft((before) => {
    const after = { ...before, ...part };
    localStorage.setItem(key, JSON.stringify(after));
    return after;
  });
  return [draft, change, () => { localStorage.removeItem(key); setDraft(begin()); }];
}

export function NewEvent({ owner, onDone, onClose }: { owner: string; onDone: (event: EventView) => void; onClose: () => void }): ReactNode {
  const { t, value } = useWords();
  const { log } = useDesk();
  const types = useClassifier("incident_type");
  const typeList = useClassifierList("incident_type").data;
  const ways = useClassifierList("received_via").data;
  const [draft, change, forget] = useDraft(owner);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const read = useNarrative(draft.narrative);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);
  const sending = useMutation({
    mutationFn: () => post<EventView>("/api/v1/register/events", {
      id: draft.id, type: draft.type, received_at: draft.receivedAt, received_via: draft.via, narrative: draft.narrative,
      place: draft.place ?? (draft.placeText.trim() ? { address: draft.placeText.trim() } : {}),
    }, { key: draft.id }),
    // The id was made here: sent again, it is the same event.
    retry: (_, error) => error instanceof ServerAway, retryDelay: AGAIN_MS,
    onSuccess: (event) => { log(true, t("done.registered", { number: event.number })); forget(); onDone(event); },
    onError: (error) => { setFaults(error instanceof Refusal ? error.faults : []); log(false, sayRefusal(error, t("away"))); },
  });
  const send = (): void => { if (!sending.isPending) { setFaults([]); sending.mutate(); } };
  // Once a type is chosen no other is pressed upon anybody.
  const proposed = (draft.type ? [] : read?.types ?? []).map((one) => ({
    id: one.type, word: value(types(one.type), one.type), take: () => change({ type: one.type }),
  }));
  const places = (read?.places ?? []).filter((one) => one.place.address !== draft.place?.address).map((one) => ({
    id: one.text, word: one.place.address ?? one.text, take: () => change({ place: one.place, placeText: one.place.address ?? one.text }),
  }));
  const offers = [...proposed, ...places].slice(0, 9);
  useShortcuts([
    { keys: "Ctrl+Enter", word: "event.register", run: send },
    { keys: "Escape", word: "cancel", run: onClose, inFields: true },
    ...offers.map((one, place) => ({ keys: `Alt+${place + 1}`, word: "narrative.take" as const, run: one.take })),
  ]);
  const faultOf = (path: string): string | undefined => faults.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message;
  return (
    <>
      <PaneHead title={t("event.new")} note={sending.isPending ? t("event.saving") : t("draft.kept_here")} />
      <div className="scroll pad form">
        <Field label={t("event.narrative")} hint={t("event.narrative_hint")} fault={faultOf("narrative")}>
          <textarea ref={text} className="input is-big" rows={6} maxLength={20000} value={draft.narrative} onChange={(one) => change({ narrative: one.target.value })} />
        </Field>
        {offers.length > 0 ? (
          <div className="bar wrap" role="group" aria-label={t("narrative.found")}>
            <span className="small ink3">{t("narrative.found")}</span>
            {offers.map((one, place) => <Button key={one.id} low hotkey={`Alt+${place + 1}`} onPress={one.take}>{one.word}</Button>)}
          </div>
        ) : null}
        <div className="grid-3">
          <Field label={t("card.type")} fault={faultOf("type")}>
            <select className="input" value={draft.type} onChange={(one) => change({ type: one.target.value })}>
              <option value="">—</option>
              {typeList.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
            </select>
          </Field>
          <Field label={t("event.via")} fault={faultOf("received_via")}>
            <select className="input" value={draft.via} onChange={(one) => change({ via: one.target.value })}>
              {ways.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
            </select>
          </Field>
          <Field label={t("event.place")} fault={faultOf("place")}>
            <PlaceField text={draft.placeText} place={draft.place} near={null} input={null} big={false}
              onText={(words) => change({ placeText: words, place: null })}
              onPlace={(one) => change({ placeText: one.name, place: { address: one.name, atvk: one.atvk, lat: one.lat, lon: one.lon, accuracy_m: one.accuracy_m } })} />
          </Field>
        </div>
        <div className="bar wrap">
          <Button kind="main" hotkey="Ctrl+Enter" isDisabled={!draft.type || sending.isPending} onPress={send}>{t("event.register")}</Button>
          <Button hotkey="Esc" onPress={onClose}>{t("event.later")}</Button>
          <Button kind="quiet" onPress={() => { forget(); onClose(); }}>{t("card.drop")}</Button>
          {draft.type ? <Effort type={draft.type} /> : null}
          {sending.failureCount > 0 && sending.isPending ? <span className="st" data-s="warn">{t("draft.waiting")}</span> : null}
        </div>
      </div>
    </>
  );
}

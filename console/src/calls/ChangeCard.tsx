/** What was said changes: text, type, place and priority of a card that is already out. */
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { Refusal, patch } from "../api/client";
import type { Card, NewPlace } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList, useDesk } from "../session/desk";
import { Button, Field } from "../ui/parts";
import { PlaceField, asCardPlace } from "../places/PlaceField";

const PRIORITIES = [1, 2, 3, 4];

export function ChangeCard({ card, onDone }: { card: Card; onDone: () => void }): ReactNode {
  const { t, value } = useWords();
  const { act } = useDesk();
  const { data: types } = useClassifierList("incident_type");
  const [what, setWhat] = useState(card.what);
  const [type, setType] = useState(card.type_code ?? "");
  const [priority, setPriority] = useState(card.priority);
  const [placeText, setPlaceText] = useState(card.place?.text ?? "");
  const [place, setPlace] = useState<NewPlace | null>(card.place);
  const [faults, setFaults] = useState<Record<string, string>>({});

  const save = async (): Promise<void> => {
    const typed = placeText.trim() && placeText !== card.place?.text ? { text: placeText.trim(), source: "typed" } : null;
    const newPlace = place && place !== card.place ? place : place ? null : typed;
    const changes = {
      version: card.version, what: what === card.what ? null : what, type_code: type && type !== card.type_code ? type : null,
      priority: priority === card.priority ? null : priority, place: newPlace,
    };
    const done = await act(t("done.changed", { number: card.number }), async () => {
      try {
        return await patch<Card>(`/api/v1/calls/cards/${card.id}`, changes);
      } catch (error) {
        if (error instanceof Refusal) setFaults(Object.fromEntries(error.faults.map((one) => [one.path.split(".")[0] ?? "", one.message])));
        throw error;
      }
    });
    if (done) onDone();
  };
  const listen = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); void save(); }
    if (event.key === "Escape") onDone();
  };
  return (
    // Ctrl+Enter works from every field: the listener stands around them.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="pad form" onKeyDown={listen}>
      <Field label={t("card.what")} fault={faults["what"]}>
        <textarea className="input is-big" rows={2} value={what} maxLength={4000} autoFocus onChange={(event) => setWhat(event.target.value)} />
      </Field>
      <div className="bar">
        <div className="grow"><Field label={t("card.type")} fault={faults["type_code"]}>
          <select className="input" value={type} onChange={(event) => setType(event.target.value)}>
            <option value="">{t("card.type_unknown")}</option>
            {types.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
          </select>
        </Field></div>
        <Field label={t("card.priority")} fault={faults["priority"]}>
          <select className="input code" value={priority} onChange={(event) => setPriority(Number(event.target.value))}>
            {PRIORITIES.map((one) => <option key={one} value={one}>{one}</option>)}
          </select>
        </Field>
      </div>
      <Field label={t("card.where")} hint={t("card.where_hint")} fault={faults["place"]}>
        <PlaceField text={placeText} place={place} near={null} input={null}
          onText={(text) => { setPlaceText(text); setPlace(null); }} onPlace={(taken) => { setPlaceText(taken.name); setPlace(asCardPlace(taken)); }} />
      </Field>
      <div className="bar">
        <Button kind="main" hotkey="Ctrl+Enter" onPress={() => void save()}>{t("save")}</Button>
        <Button hotkey="Esc" onPress={onDone}>{t("cancel")}</Button>
        <span className="ink2 small">{t("card.change_note")}</span>
      </div>
    </div>
  );
}

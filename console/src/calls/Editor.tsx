/** The two fields that suffice: what and where. Everything else may come later. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { get, post } from "../api/client";
import type { Card, Contact, TypeProposal } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { Age, Key, Priority } from "../ui/marks";
import { Button, Field } from "../ui/parts";
import { PlaceField, asCardPlace, useDelayed } from "../places/PlaceField";
import { secondsSince, timeOf } from "../ui/time";
import { drafts, type Draft } from "./drafts";
import { Near } from "./Near";
import type { NearCard } from "./near";
import { INFORM_TARGET_S } from "./Queue";

export function Editor({ draft, contact, near, onInform, onAttach, onClose }: {
  draft: Draft; contact: Contact | null; near: NearCard[]; onInform: () => void; onAttach: (card: Card) => void; onClose: () => void;
}): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const whatField = useRef<HTMLTextAreaElement>(null);
  const whereField = useRef<HTMLInputElement>(null);
  const said = useDelayed(draft.what.trim(), 250);
  const proposals = useQuery({
    queryKey: ["types", said],
    queryFn: () => post<TypeProposal[]>("/api/v1/calls/propose-type", { text: said }),
    enabled: said.length >= 3,
  });
  const proposed = said.length >= 3 ? proposals.data ?? [] : [];
  const first = proposed[0];
  const type = types(draft.typeCode);
  useEffect(() => whatField.current?.focus(), [draft.id]);

  const listen = (event: KeyboardEvent): void => {
    if (event.key === "Tab" && !event.shiftKey && event.target === whatField.current) {
      // Tab takes the type that the words speak for and goes on to where: the rare buttons are skipped.
      event.preventDefault();
      if (first && !draft.typeCode) drafts.change(draft.id, { typeCode: first.type_code });
      whereField.current?.focus();
    }
  };
  const seconds = secondsSince(draft.openedAt, now);
  return (
    // Tab takes the proposed type: the listener stands around the field.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="scroll" onKeyDown={listen}>
      <div className="pad" style={{ display: "grid", gap: "var(--s-3)" }}>
        <div className="bar wrap">
          <span><span className="ink3 small">{t("card.calls")}</span> <span className="code strong">{contact ? contact.caller ?? t("caller.hidden") : t("card.no_call")}</span></span>
          {contact ? <span className="ink2">{t("card.answered_at", { time: timeOf(contact.answered_at ?? contact.ringing_at) })}</span> : null}
          <EarlierContacts contact={contact} />
          <span className="grow" />
          <Age seconds={seconds} target={INFORM_TARGET_S} line label={t("card.target")} />
        </div>
        <Field label={t("card.what")} hint={t("card.what_hint")}>
          <textarea ref={whatField} className="input is-big" rows={2} value={draft.what} maxLength={4000}
            onChange={(event) => drafts.change(draft.id, { what: event.target.value })} />
        </Field>
        <div className="bar wrap" style={{ minHeight: "var(--row)" }}>
          <span className="ink3 small">{t("card.type")}</span>
          {type ? (
            <>
              <b>{value(type)}</b>
              <Priority value={priorityOf(type.attributes)} label={t("priority", { value: priorityOf(type.attributes) })} />
              <Button kind="quiet" low excludeFromTabOrder onPress={() => drafts.change(draft.id, { typeCode: null })}>{t("card.type_other")}</Button>
            </>
          ) : proposed.length > 0 ? (
            <>
              <Key>Tab</Key>
              {proposed.map((one, place) => (
                <Button key={one.type_code} low excludeFromTabOrder kind={place === 0 ? "ordinary" : "quiet"} onPress={() => drafts.change(draft.id, { typeCode: one.type_code })}>
                  {value(types(one.type_code), one.type_code)}
                </Button>
              ))}
              {first ? <span className="ink2 small">{t("card.because", { words: first.words.join(", ") })}</span> : null}
            </>
          ) : <span className="ink3">{t("card.type_later")}</span>}
        </div>
        <Field label={t("card.where")} hint={t("card.where_hint")}>
          <PlaceField text={draft.placeText} place={draft.place} near={contact?.position ?? null} input={whereField}
            onText={(text) => drafts.change(draft.id, { placeText: text, place: null })}
            onPlace={(place) => drafts.change(draft.id, { placeText: place.name, place: asCardPlace(place) })} />
        </Field>
        <div className="bar wrap">
          <Button kind="main" hotkey="Ctrl+Enter" onPress={onInform}>{t("card.inform")}</Button>
          {contact?.position && !draft.place ? (
            <Button onPress={() => takePosition(draft.id, contact)}>{t("card.take_position")}</Button>
          ) : null}
          <Button onPress={onClose}>{contact ? t("card.not_emergency") : t("card.drop")}</Button>
          <span className="ink2">
            {draft.waiting ? <span className="st" data-s="warn">{t("draft.waiting")}</span> : draft.version !== null ? t("draft.saved") : t("draft.kept_here")}
          </span>
        </div>
      </div>
      <Near near={near} canAttach={draft.contactId !== null} onAttach={onAttach} />
    </div>
  );
}

function takePosition(id: string, contact: Contact): void {
  const { lat, lon, radius_m } = contact.position ?? { lat: 0, lon: 0, radius_m: 0 };
  const text = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  drafts.change(id, { placeText: text, place: { text, lat, lon, accuracy_m: Math.round(radius_m), source: "caller" } });
}

export function priorityOf(attributes: Record<string, unknown>): number {
  const services = (attributes["services"] ?? []) as { priority: number }[];
  return Math.min(4, ...services.map((one) => one.priority));
}

function EarlierContacts({ contact }: { contact: Contact | null }): ReactNode {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: ["earlier", contact?.id],
    queryFn: () => get<Contact[]>(`/api/v1/calls/contacts/${contact?.id ?? ""}/earlier`),
    enabled: contact !== null && contact.caller !== null,
  });
  if (!data?.length) return null;
  return <span className="ink2">{t("card.earlier", { count: data.length })}</span>;
}

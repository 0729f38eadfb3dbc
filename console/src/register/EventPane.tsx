/** One event: narrative first, then every field with the mark of where it comes from. Saves by itself. */
import { useEffect, useState, type ReactNode } from "react";
import type { EventView } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts } from "../keyboard/keys";
import { useClassifier, useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Category, Origin, State } from "../ui/marks";
import { Button, PaneHead, SectionHead } from "../ui/parts";
import { momentOf, timeOf } from "../ui/time";
import { InCustody } from "../custody/InCustody";
import { Violence } from "../protection/Violence";
import { EventTerm } from "../retention/EventTerm";
import { Access } from "./Access";
import { Attachments } from "./Attachments";
import { CodeSelect } from "./CodeSelect";
import { PrintButton } from "./Export";
import { Facts } from "./Facts";
import { FieldHistory } from "./FieldHistory";
import { ListSection } from "./ListSection";
import { LISTS, LIST_NAMES, itemsOf, type ListName } from "./lists";
import { wishOf, type Sought } from "./sought";
import { Proposals } from "./Proposals";
import { RelatedEvents } from "./Related";
import { Deciding, Together } from "./Together";
import { useSaving, type EventChange } from "./saving";

/** The mark of a person or a thing tells of all its fields. */
const LISTED = /^((?:persons|vehicles|objects|documents|organisations|officers)\.[^.]+)\./;

export function EventPane({ event, sought, onOpen }: { event: EventView; sought: Sought | null; onOpen: (event: string) => void }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const { save, saving, savedAt } = useSaving(event);
  const { session, has } = useSession();
  const closed = event.status === "completed" || event.status === "cancelled";
  const writes = event.institution === session.institution.code || event.writers.includes(session.institution.code);
  const readOnly = closed || !writes || !has("register.write");
  const [narrative, setNarrative] = useState(event.narrative);
  const [typed, setTyped] = useState(false);
  const [begun, setBegun] = useState<ListName | null>(null);
  const wish = sought && !readOnly ? wishOf(sought) : null;
  useEffect(() => {
    if (sought && !readOnly && !wishOf(sought)) document.querySelector<HTMLElement>(`[data-path="${sought.path}"]`)?.focus();
  }, [sought, readOnly]);
  const [looked, setLooked] = useState<string | null>(null);
  useShortcuts([{ keys: "Alt+V", word: "history.title", run: () => setLooked("") }]);
  const wanted = new Set(event.missing.map((path) => path.split(/[.:]/)[0]));
  const first = event.sections.filter((name): name is ListName => name in LISTS);
  const shown = [...first, ...LIST_NAMES.filter((name) => !first.includes(name))].filter((name) => first.includes(name) || itemsOf(event, name).length > 0 || name === begun || name === wish?.list || wanted.has(name));
  const rest = LIST_NAMES.filter((name) => !shown.includes(name));
  const text = typed ? narrative : event.narrative;
  /** What was read out of a text is kept with that text. */
  const take = async (change: EventChange): Promise<void> => {
    if (await save(typed && narrative !== event.narrative ? { narrative, ...change } : change) === null) setTyped(false);
  };
  const origin = (path: string): ReactNode => {
    const found = event.origins[path];
    const of = LISTED.exec(path)?.[1] ?? path;
    return found ? <Origin origin={found.origin} title={`${code(`origin.${found.origin}`)}: ${found.source}, ${momentOf(found.at, now)}`} onPress={() => setLooked(of)} /> : null;
  };
  return (
    <>
      {looked === null ? null : <FieldHistory event={event} path={looked} onClose={() => setLooked(null)} />}
      <PaneHead title={<>{t("event.title")} <span className="code">{event.number}</span></>} note={value(types(event.type), event.type)}>
        {event.category ? <Category letter={event.category} title={t("event.category", { letter: event.category })} /> : null}
        <State state={closed ? "closed" : "assigned"} neutral>{code(`event_status.${event.status}`)}</State>
        <Access event={event} />
        <PrintButton event={event} />
        <span className="ink2">{saving ? t("event.saving") : savedAt ? t("event.saved", { time: timeOf(savedAt) }) : ""}</span>
      </PaneHead>
      <div className="scroll">
        <Deciding event={event} />
        <div className="pad">
          <div className="field">
            <span className="lab"><label htmlFor="event-narrative">{t("event.narrative")}</label><span className="grow" />{origin("narrative")}</span>
            <textarea id="event-narrative" className="input" data-path="narrative" rows={5} readOnly={readOnly} maxLength={20000} value={text}
              onChange={(one) => { setTyped(true); setNarrative(one.target.value); }}
              onBlur={() => { if (typed && narrative !== event.narrative) void save({ narrative }).then((done) => { if (done === null) setTyped(false); }); }} />
          </div>
          {readOnly ? null : <Proposals event={event} text={text} onTake={(change) => void take(change)} />}
        </div>
        <Facts event={event} readOnly={readOnly} origin={origin} onSave={save} />
        <SectionHead title={t("event.outcome")} />
        <Outcome event={event} readOnly={readOnly} mark={origin("outcome.kind") ?? origin("outcome")} onSave={(outcome) => void save({ outcome })} />
        {shown.map((name) => (
          <ListSection key={name} name={name} event={event} readOnly={readOnly} origin={origin} onSave={(items, taken_over) => save({ [name]: items, ...(taken_over.length > 0 ? { taken_over } : {}) })}
            begin={name === begun} wish={name === wish?.list ? wish : null} onEmpty={() => setBegun(null)} />
        ))}
        <Violence event={event} mayWrite={has("register.write") && writes} onOpen={onOpen} />
        <InCustody event={event} />
        <Attachments event={event} readOnly={readOnly} />
        <RelatedEvents event={event} mayWrite={has("register.write") && writes} onOpen={onOpen} />
        <Together event={event} mayWrite={has("register.write") && writes} />
        <EventTerm event={event} />
        {readOnly || rest.length === 0 ? null : (
          <div className="bar pad wrap" role="group" aria-label={t("list.more")}>
            <span className="small ink3">{t("list.more")}</span>
            {rest.map((name) => <Button key={name} low onPress={() => setBegun(name)}>{t(`list.add.${name}`)}</Button>)}
          </div>
        )}
      </div>
    </>
  );
}

function Outcome({ event, readOnly, mark, onSave }: { event: EventView; readOnly: boolean; mark: ReactNode; onSave: (outcome: { kind: string; number: string | null }) => void }): ReactNode {
  const { t } = useWords();
  const [number, setNumber] = useState(event.outcome?.number ?? "");
  return (
    <div className="bar pad wrap">
      <span style={{ width: "calc(var(--k)*280px)" }}><CodeSelect path="outcome.kind" label={t("event.outcome")} list="outcome_kind" chosen={event.outcome?.kind ?? null} readOnly={readOnly}
        none={t("event.outcome_choose")} onChange={(kind) => onSave({ kind, number: number || null })} /></span>
      <input className="input code" data-path="outcome.number" style={{ width: "calc(var(--k)*200px)" }} readOnly={readOnly} value={number} placeholder={t("event.case_number")} aria-label={t("event.case_number")}
        onChange={(one) => setNumber(one.target.value)} onBlur={() => { if (event.outcome && number !== (event.outcome.number ?? "")) onSave({ kind: event.outcome.kind, number: number || null }); }} />
      {mark}
    </div>
  );
}

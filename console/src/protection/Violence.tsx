/** Family violence beside the event: people known already, questions by key, separation, notices with their clocks. */
import type { ReactNode } from "react";
import type { CaseView, EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";
import { Button, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { Questions } from "./Questions";
import { Separation } from "./Separation";
import { Notices } from "./Notices";
import { useCase, useIsViolence, type CaseDesk } from "./case";

export interface PartProps { view: CaseView; act: CaseDesk["act"]; mayWrite: boolean }

export function Violence({ event, mayWrite, onOpen }: { event: EventView; mayWrite: boolean; onOpen: (event: string) => void }): ReactNode {
  return useIsViolence()(event.type) ? <Case event={event} mayWrite={mayWrite} onOpen={onOpen} /> : null;
}

function Case({ event, mayWrite, onOpen }: { event: EventView; mayWrite: boolean; onOpen: (event: string) => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const { view, open, act } = useCase(event);
  const part = view ? { view, act, mayWrite } : null;
  return (
    <section aria-label={t("violence.title")}>
      <SectionHead title={t("violence.title")} note={view ? t("violence.since", { time: momentOf(view.opened_at, now), name: view.opened_by_name }) : null}>
        {view === null && mayWrite ? <Button low kind="main" onPress={() => void open()}>{t("violence.open")}</Button> : null}
      </SectionHead>
      {part ? (
        <>
          <People view={part.view} />
          <AroundList view={part.view} onOpen={onOpen} />
          <Weapons {...part} />
          <Questions {...part} />
          <Separation {...part} />
          <Notices {...part} />
        </>
      ) : null}
    </section>
  );
}

function People({ view }: { view: CaseView }): ReactNode {
  const { t, value } = useWords();
  const roles = useClassifier("person_role");
  if (view.people.length === 0) return <p className="pad small ink2">{t("violence.nobody")}</p>;
  return (
    <ul>{view.people.map((one) => (
      <li key={one.ref} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
        <b>{one.name || "—"}</b><span className="small ink2 grow cut">{value(roles(one.role), one.role)}{one.birth_on ? ` · ${dateOf(one.birth_on)}` : ""}{one.phone ? ` · ${one.phone}` : ""}</span>
        {one.minor ? <span className="chip">{t("violence.minor")}</span> : null}
      </li>
    ))}</ul>
  );
}

/** Of every institution, as far as the reader may see: what was there before. */
function AroundList({ view, onOpen }: { view: CaseView; onOpen: (event: string) => void }): ReactNode {
  const { t, code, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  const institution = useInstitutionName();
  return (
    <div role="group" aria-label={t("violence.around")}>
      <p className="pad-x small ink3">{t("violence.around")} {view.around.length || ""}</p>
      {view.around.length === 0 ? <p className="pad-x small">{t("violence.first_known")}</p> : (
        <table className="t"><tbody>{view.around.map((one) => (
          <tr key={one.id}>
            <td><Button kind="quiet" low onPress={() => onOpen(one.id)}>{one.number}</Button></td><td>{momentOf(one.received_at, now)}</td><td>{value(types(one.type), one.type)}</td><td>{institution(one.institution)}</td>
            <td>{one.why.map((why) => code(`violence_why.${why}`)).join(", ")}</td><td>{one.decision ? <span className="chip">{t("violence.was_separated")} {one.decision}</span> : ""}</td>
          </tr>
        ))}</tbody></table>
      )}
    </div>
  );
}

function Weapons({ view, act, mayWrite }: PartProps): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  const [newest] = view.weapons;
  const note = (result: "registered" | "none" | "not_checked"): void => void act("violence.weapons_noted", "weapons", { id: crypto.randomUUID(), result });
  return (
    <div className="bar pad wrap" role="group" aria-label={t("violence.weapons")}>
      <span className="small ink3">{t("violence.weapons")}</span>
      {newest ? <span className="st" data-s={newest.result === "registered" ? "warn" : newest.result === "none" ? "done" : "open"}>{code(`weapons.${newest.result}`)}</span> : null}
      {newest ? <span className="small ink2">{newest.by_name}, {momentOf(newest.at, now)}</span> : null}
      <span className="grow" />
      {mayWrite ? (["none", "registered", "not_checked"] as const).map((one) => <Button key={one} low onPress={() => note(one)}>{code(`weapons.${one}`)}</Button>) : null}
    </div>
  );
}

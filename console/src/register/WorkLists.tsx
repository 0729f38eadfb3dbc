/** Beside one's events: what others offer, what is to be done, what is to be looked at again. */
import type { ReactNode } from "react";
import type { EventRow } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk, useInstitutionName } from "../session/desk";
import { List } from "../ui/List";
import { SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { useWaitingWork } from "./work";

interface Line { id: string; row: EventRow; title: string; sub: string; due: string | null; late: boolean }

export function WorkLists({ chosen, onOpen }: { chosen: string | null; onOpen: (event: string) => void }): ReactNode {
  const { t, value, code } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const types = useClassifier("incident_type");
  const work = useWaitingWork();
  const past = (due: string | null): boolean => due !== null && Date.parse(due) < now;
  const typeOf = (row: EventRow): string => value(types(row.type), row.type);
  const lists: [string, Line[]][] = [
    [t("work.offered_to_us"), work.offered_to_us.map(({ transfer, row }) => ({ id: transfer.id, row, title: typeOf(row), sub: `${institution(transfer.from_institution)}: ${transfer.reason}`, due: transfer.due_at, late: past(transfer.due_at) }))],
    [t("work.tasks"), work.tasks.map(({ task, row }) => ({ id: task.id, row, title: task.title, sub: `${row.number} · ${typeOf(row)}`, due: task.due_at, late: past(task.due_at) }))],
    [t("work.second_looks"), work.second_looks.map(({ look, row }) => ({ id: look.id, row, title: typeOf(row), sub: `${code(`second_look.${look.why}`)} · ${look.ended_by_name}`, due: look.queued_at, late: false }))],
    [t("work.offered_by_us"), work.offered_by_us.map(({ transfer, row }) => ({ id: transfer.id, row, title: typeOf(row), sub: institution(transfer.to_institution), due: transfer.due_at, late: past(transfer.due_at) }))],
  ];
  return lists.filter(([, lines]) => lines.length > 0).map(([name, lines]) => (
    <section key={name} aria-label={name}>
      <SectionHead title={name} note={lines.length} />
      <List label={name} items={lines} idOf={(line) => line.id} chosen={lines.find((line) => line.row.id === chosen)?.id ?? null}
        onChoose={(id) => { const line = lines.find((one) => one.id === id); if (line) onOpen(line.row.id); }}>
        {(line) => (
          <>
            <span className="shape" data-s={line.late ? "warn" : "open"} />
            <div><div className="cut"><b>{line.title}</b></div><div className="sub cut">{line.sub}</div></div>
            <span className={line.late ? "code warn" : "code ink2"}>{line.due ? momentOf(line.due, now) : ""}</span>
          </>
        )}
      </List>
    </section>
  ));
}

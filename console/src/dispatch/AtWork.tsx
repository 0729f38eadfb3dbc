/** Units on this card with the times of each step; where one is next, the dispatcher may report it for the crew. */
import { useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Assignment } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { State } from "../ui/marks";
import { Button, SectionHead } from "../ui/parts";
import { timeOf } from "../ui/time";

const NEXT: Record<string, string[]> = {
  assigned: ["accepted", "en_route", "recalled"], accepted: ["en_route", "recalled"], en_route: ["on_scene", "recalled"], on_scene: ["released"],
  transporting: ["at_hospital"], at_hospital: ["released"],
};
const STEPS = ["assigned_at", "accepted_at", "en_route_at", "on_scene_at", "released_at"] as const;
/** The step whose time a report will write; what has no column of its own stands in the last one. */
const STEP_OF: Record<string, (typeof STEPS)[number]> = { accepted: "accepted_at", en_route: "en_route_at", on_scene: "on_scene_at", released: "released_at" };

export function AtWork({ assignments }: { assignments: Assignment[] }): ReactNode {
  const { t, code } = useWords();
  const { act } = useDesk();
  const { session } = useSession();
  const [busy, setBusy] = useState("");
  const move = async (one: Assignment, state: string): Promise<void> => {
    setBusy(one.id);
    await act(`${one.call_sign} → ${code(`assignment_state.${state}`)}`, () => post<Assignment>(`/api/v1/dispatch/assignments/${one.id}/state`, { state }));
    setBusy("");
  };
  const reports = (one: Assignment, step: (typeof STEPS)[number] | undefined): ReactNode => {
    const own = one.institution === session.institution.code;
    const next = own ? (NEXT[one.state] ?? []).filter((state) => STEP_OF[state] === step) : [];
    return next.length === 0 ? null : next.map((state) => (
      <Button key={state} low isDisabled={busy === one.id} onPress={() => void move(one, state)}
        aria-label={`${code(`assignment_act.${state}`)}: ${one.call_sign}`}>{code(`assignment_act.${state}`)}</Button>
    ));
  };
  const sorted = [...assignments].sort((a, b) => a.assigned_at.localeCompare(b.assigned_at) || a.call_sign.localeCompare(b.call_sign));
  return (
    <>
      <SectionHead title={t("work.title")} note={sorted.length} />
      {/* What may scroll sideways in large text must be reached by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll-x" role="group" aria-label={t("work.title")} tabIndex={0}><table className="t">
        <colgroup><col style={{ width: "calc(var(--k)*60px)" }} /><col style={{ width: "calc(var(--k)*88px)" }} />{STEPS.map((step) => <col key={step} style={{ width: "calc(var(--k)*75px)" }} />)}<col /></colgroup>
        <thead><tr><th>{t("units.unit")}</th><th>{t("units.state")}</th>{STEPS.map((step) => <th key={step} className="num">{t(`work.${step}`)}</th>)}<th><span className="visually-hidden">{t("work.report")}</span></th></tr></thead>
        <tbody>
          {sorted.map((one) => (
            <tr key={one.id}>
              <td><b className="code">{one.call_sign}</b></td>
              <td><State state={one.state}>{code(`assignment_state.${one.state}`)}</State></td>
              {STEPS.map((step) => <td key={step} className="time num">{one[step] ? timeOf(one[step]) : reports(one, step) ?? "—"}</td>)}
              <td className="num">{reports(one, undefined)}</td>
            </tr>
          ))}
        </tbody>
      </table></div>
    </>
  );
}

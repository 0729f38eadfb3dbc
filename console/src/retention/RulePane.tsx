/** One rule: what it says, what it would reach, and the decision that is for somebody else than who proposed it. */
import { useState, type ReactNode } from "react";
import type { RetentionRule, RuleReach } from "../api/types";
import { useWords, type Key } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Confirm } from "../ui/Confirm";
import { Button, Empty, Field, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { Stops } from "./Stops";
import { useKinds, useReach, useReached, useRetentionAct, useTerm } from "./retention";

export function RulePane({ rule }: { rule: RetentionRule }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <PaneHead title={rule.name} note={`${rule.code} v${rule.version}`}><span className={rule.state === "proposed" ? "chip is-warn" : "chip"}>{t(`retention.state.${rule.state}`)}</span></PaneHead>
      <div className="scroll">
        <Saying rule={rule} />
        <Deciding rule={rule} />
        <Reach rule={rule} />
      </div>
    </>
  );
}

function Saying({ rule }: { rule: RetentionRule }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const { legal, outcome, institution } = useKinds();
  const category = useClassifier("response_category");
  const term = useTerm();
  const any = t("retention.any");
  return (
    <dl className="kv pad">
      <dt>{t("word.institution")}</dt><dd>{institution(rule.institution)}</dd>
      <dt>{t("retention.legal_class")}</dt><dd>{rule.legal_class === null ? any : legal(rule.legal_class)}</dd>
      <dt>{t("retention.outcome")}</dt><dd>{rule.outcome_kind === null ? any : outcome(rule.outcome_kind)}</dd>
      {rule.category ? <><dt>{t("retention.category")}</dt><dd>{value(category(rule.category), rule.category)}</dd></> : null}
      {rule.type_group ? <><dt>{t("retention.type_group")}</dt><dd className="code">{rule.type_group}</dd></> : null}
      <dt>{t("retention.term")}</dt><dd><b>{term(rule.keep_count, rule.keep_unit)}</b></dd>
      <dt>{t("retention.waiting")}</dt><dd>{t("retention.unit.day", { count: rule.waiting_days })}</dd>
      <dt>{t("retention.valid")}</dt><dd>{dateOf(rule.valid_from)} – {rule.valid_to ? dateOf(rule.valid_to) : "…"}</dd>
      <dt>{t("retention.basis")}</dt><dd>{rule.basis}</dd>
      <dt>{t("retention.proposed_by")}</dt><dd>{rule.proposed_by_name}, {momentOf(rule.proposed_at, now)}</dd>
      {rule.decided_at ? <><dt>{t("retention.decided_by")}</dt><dd>{rule.decided_by_name}, {momentOf(rule.decided_at, now)}{rule.decision_note ? ` · ${rule.decision_note}` : ""}</dd></> : null}
    </dl>
  );
}

type Verdict = "standing" | "refused" | "withdrawn";
const DONE: Record<Verdict, Key> = { standing: "retention.done.standing", refused: "retention.done.refused", withdrawn: "retention.done.withdrawn" };

/** The server judges again; who proposed it sees that another must confirm. */
function Deciding({ rule }: { rule: RetentionRule }): ReactNode {
  const { t } = useWords();
  const { session, has } = useSession();
  const act = useRetentionAct();
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState(false);
  if (rule.state !== "proposed" || !has("retention.manage")) return null;
  const own = rule.proposed_by === `person:${session.person_id}`;
  const decide = (verdict: Verdict): void => void act(DONE[verdict], `rules/${rule.id}/decide`, { verdict, note: note.trim() || null });
  return (
    <section className="pad form" aria-label={t("retention.decision")}>
      {own ? (
        <div className="bar wrap"><span>{t("retention.other_decides")}</span><span className="grow" /><Button low onPress={() => decide("withdrawn")}>{t("retention.withdraw")}</Button></div>
      ) : (
        <>
          <Field label={t("retention.note")}><input className="input" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} /></Field>
          <div className="bar wrap"><Button kind="main" onPress={() => setAsking(true)}>{t("retention.confirm")}</Button><Button onPress={() => decide("refused")}>{t("retention.refuse")}</Button></div>
        </>
      )}
      {asking ? <Confirm title={t("retention.confirm_title")} act={t("retention.confirm")} onAct={() => decide("standing")} onClose={() => setAsking(false)}>{t(rule.keep_count === null ? "retention.confirm_keep" : "retention.confirm_text")}</Confirm> : null}
    </section>
  );
}

function Reach({ rule }: { rule: RetentionRule }): ReactNode {
  const { t } = useWords();
  const reach = useReach(rule.id);
  const { institution } = useKinds();
  const [chosen, choose] = useState<string | null>(null);
  if (!reach) return <Empty>{t("loading")}</Empty>;
  const all = (field: "events" | "over" | "soon" | "stopped"): number => reach.reduce((sum, one) => sum + one[field], 0);
  return (
    <section aria-label={t("retention.reach")}>
      <SectionHead title={t("retention.reach")} note={t(rule.state === "standing" ? "retention.reach_now" : "retention.reach_if")} />
      {reach.length === 0 ? <Empty>{t("retention.reach_none")}</Empty> : (
        <table className="t">
          <thead><tr><th>{t("word.institution")}</th><th>{t("retention.events")}</th><th>{t("retention.over")}</th><th>{t("retention.soon")}</th><th>{t("retention.stopped")}</th><th>{t("retention.oldest")}</th><th>{t("retention.list")}</th></tr></thead>
          <tbody>
            {reach.map((one) => <ReachRow key={one.institution} reach={one} name={institution(one.institution)} open={chosen === one.institution} onOpen={() => choose(chosen === one.institution ? null : one.institution)} />)}
            {reach.length > 1 ? <tr><td><b>{t("retention.together")}</b></td><td className="code">{all("events")}</td><td className="code">{all("over")}</td><td className="code">{all("soon")}</td><td className="code">{all("stopped")}</td><td /><td /></tr> : null}
          </tbody>
        </table>
      )}
      {chosen ? <Reached key={chosen} rule={rule.id} institution={chosen} /> : null}
    </section>
  );
}

function ReachRow({ reach, name, open, onOpen }: { reach: RuleReach; name: string; open: boolean; onOpen: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <tr aria-selected={open}>
      <td>{name}</td><td className="code">{reach.events}</td><td className="code">{reach.over}</td><td className="code">{reach.soon}</td><td className="code">{reach.stopped}</td><td className="time">{dateOf(reach.oldest_on)}</td>
      <td><Button low kind="quiet" aria-expanded={open} onPress={onOpen}>{t(open ? "retention.hide" : "retention.show")}</Button></td>
    </tr>
  );
}

/** The events behind a count: numbers, kinds and days, nothing of what they say. */
function Reached({ rule, institution }: { rule: string; institution: string }): ReactNode {
  const { t, value } = useWords();
  const types = useClassifier("incident_type");
  const [cursor, setCursor] = useState<string | null>(null);
  const page = useReached(rule, institution, cursor);
  return (
    <>
      <table className="t">
        <caption className="pad small ink2">{t("retention.reached")}</caption>
        <thead><tr><th>{t("retention.event")}</th><th>{t("retention.type")}</th><th>{t("retention.ended")}</th><th>{t("retention.due_on")}</th><th>{t("retention.stops")}</th></tr></thead>
        <tbody>{page?.events.map((one) => (
          <tr key={one.event_id}><td className="code">{one.number}</td><td>{value(types(one.type), one.type)}</td><td className="time">{dateOf(one.ended_at)}</td><td className="time">{one.due_on ? dateOf(one.due_on) : "—"}</td><td><Stops stops={one.stops} /></td></tr>
        ))}</tbody>
      </table>
      <div className="bar pad">
        {cursor ? <Button low onPress={() => setCursor(null)}>{t("retention.from_start")}</Button> : null}
        {page?.next_cursor ? <Button low onPress={() => setCursor(page.next_cursor)}>{t("retention.next_page")}</Button> : null}
      </div>
    </>
  );
}

/** The desk of retention: whether anything is deleted at all, the rules, what is due, what is held, what is gone. */
import { useMemo, useState, type ReactNode } from "react";
import type { RetentionRule, RetentionState } from "../api/types";
import { useWords, type Key } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useDeskKeys, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { List } from "../ui/List";
import { Button, Empty, Pane, PaneHead, SectionHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { Certificates } from "./Certificates";
import { Coverage } from "./Coverage";
import { Due } from "./Due";
import { Holds } from "./Holds";
import { NewRule } from "./NewRule";
import { RulePane } from "./RulePane";
import { useDue, useHolds, useKinds, useRules, useTerm } from "./retention";

const LISTS = ["due", "holds", "coverage", "certificates"] as const;
type ListName = (typeof LISTS)[number];
const SCREENS: Record<ListName, () => ReactNode> = { due: Due, holds: Holds, coverage: Coverage, certificates: Certificates };
const NO_VERBS: never[] = [];

const isList = (name: string | null): name is ListName => LISTS.includes(name as ListName);

export function RetentionDesk(): ReactNode {
  const { t } = useWords();
  const { has } = useSession();
  const mayPropose = has("retention.manage");
  const [chosen, choose] = useKept("retention.shown");
  const [proposing, setProposing] = useState(false);
  const rules = useRules();
  const state = useDue(null)?.state;
  const open = (name: string): void => { setProposing(false); choose(name); };
  const rule = rules?.find((one) => one.id === chosen);
  const name: ListName = isList(chosen) ? chosen : "due";
  const Screen = SCREENS[name];
  const shortcuts = useMemo<Shortcut[]>(() => (mayPropose ? [{ keys: "F2", word: "retention.propose", run: () => setProposing(true) }] : []), [mayPropose]);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*360px) minmax(0,1fr)" }}>
      <Pane label={t("retention.title")}>
        <PaneHead title={t("retention.title")}>{mayPropose ? <Button low hotkey="F2" onPress={() => setProposing(true)}>{t("retention.propose_short")}</Button> : null}</PaneHead>
        <div className="scroll">
          {state ? <Standing state={state} /> : null}
          <Lists chosen={rule || proposing ? null : name} onChoose={open} />
          <SectionHead title={t("retention.rules")} note={rules?.length ?? null} />
          <List label={t("retention.rules")} items={rules ?? []} idOf={(one) => one.id} chosen={proposing ? null : rule?.id ?? null} onChoose={open}>{(one) => <RuleRow rule={one} />}</List>
          {rules?.length === 0 ? <Empty>{t("retention.no_rules")}</Empty> : null}
        </div>
      </Pane>
      <Pane label={t("retention.shown")} lift>
        {proposing ? <NewRule onDone={open} onClose={() => setProposing(false)} /> : rule ? <RulePane key={`${rule.id} ${rule.state}`} rule={rule} /> : <Screen />}
      </Pane>
    </main>
  );
}

/** Said plainly: with no rule in force nothing is ever deleted. */
function Standing({ state }: { state: RetentionState }): ReactNode {
  const { t } = useWords();
  return (
    <div className="pad form" role="status">
      <div className="bar"><span className="shape" data-s={state.rules === 0 ? "warn" : "done"} /><b>{state.rules === 0 ? t("retention.none_in_force") : t("retention.in_force", { count: state.rules })}</b></div>
      {state.proposals > 0 ? <p className="small">{t("retention.proposals", { count: state.proposals })}</p> : null}
      {state.rules > 0 ? (
        <p className="small ink2">
          {t("retention.due_count", { count: state.due, days: state.ahead_days })}{state.stopped > 0 ? ` · ${t("retention.stopped_count", { count: state.stopped })}` : ""}
          {state.next_on ? ` · ${t("retention.next", { day: dateOf(state.next_on) })}` : ""}
        </p>
      ) : null}
      <p className="small ink2">{state.walked_on === null ? t("retention.not_walked") : t(state.walking ? "retention.walking" : "retention.walked", { day: dateOf(state.walked_on) })}</p>
    </div>
  );
}

function Lists({ chosen, onChoose }: { chosen: ListName | null; onChoose: (name: string) => void }): ReactNode {
  const { t } = useWords();
  const holds = useHolds();
  const due = useDue(null)?.state.due ?? 0;
  const counts: Partial<Record<ListName, number>> = { due, holds: holds?.filter((one) => one.lifted_at === null).length ?? 0 };
  const words: Record<ListName, Key> = { due: "retention.due", holds: "retention.holds", coverage: "retention.coverage", certificates: "retention.certificates" };
  return (
    <List label={t("retention.lists")} items={LISTS} idOf={(one) => one} chosen={chosen} onChoose={onChoose}>
      {(one) => <><span className="shape" data-s={one === "certificates" ? "done" : "open"} /><div className="cut"><b>{t(words[one])}</b></div><span className="code ink2">{counts[one] ?? ""}</span></>}
    </List>
  );
}

const SHAPES: Record<RetentionRule["state"], string> = { proposed: "warn", standing: "done", refused: "open", withdrawn: "open" };

function RuleRow({ rule }: { rule: RetentionRule }): ReactNode {
  const { t } = useWords();
  const { institution } = useKinds();
  const term = useTerm();
  return (
    <>
      <span className="shape" data-s={SHAPES[rule.state]} />
      <div><div className="cut"><b>{rule.name}</b></div><div className="sub cut">{institution(rule.institution)} · {term(rule.keep_count, rule.keep_unit)}</div></div>
      <span className="small ink2">{t(`retention.state.${rule.state}`)}</span>
    </>
  );
}

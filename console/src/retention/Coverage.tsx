/** What has ended, by kind, with the rule of today; kinds without a rule stand first: they stay for ever. */
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { Empty, PaneHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { useCoverage, useKinds, useTerm } from "./retention";

export function Coverage(): ReactNode {
  const { t } = useWords();
  const covered = useCoverage();
  const { legal, outcome, institution } = useKinds();
  const term = useTerm();
  return (
    <>
      <PaneHead title={t("retention.coverage")} note={t("retention.coverage_note")} />
      <div className="scroll">
        <table className="t">
          <thead><tr><th>{t("word.institution")}</th><th>{t("retention.legal_class")}</th><th>{t("retention.outcome")}</th><th>{t("retention.events")}</th><th>{t("retention.oldest")}</th><th>{t("retention.rule")}</th><th>{t("retention.term")}</th></tr></thead>
          <tbody>{covered?.map((one) => (
            <tr key={[one.institution, one.legal_class, one.outcome_kind, one.rule_code].join(" ")}>
              <td>{institution(one.institution)}</td><td>{legal(one.legal_class)}</td><td>{outcome(one.outcome_kind)}</td><td className="code">{one.events}</td><td className="time">{dateOf(one.oldest_on)}</td>
              <td>{one.rule_code ?? <span className="st" data-s="warn">{t("retention.no_rule")}</span>}</td><td>{one.rule_code ? term(one.keep_count, one.keep_unit) : t("retention.not_deleted")}</td>
            </tr>
          ))}</tbody>
        </table>
        {covered?.length === 0 ? <Empty>{t("retention.nothing_ended")}</Empty> : null}
      </div>
    </>
  );
}

/** What goes in the next days, and what would go but is stopped. */
import { useState, type ReactNode } from "react";
import { useWords } from "../i18n";
import { useClassifier } from "../session/desk";
import { Button, Empty, PaneHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { Stops } from "./Stops";
import { useDue, useKinds } from "./retention";

export function Due(): ReactNode {
  const { t, value } = useWords();
  const types = useClassifier("incident_type");
  const { legal, outcome, institution } = useKinds();
  const [cursor, setCursor] = useState<string | null>(null);
  const page = useDue(cursor);
  const none = page?.state.rules === 0 ? "retention.none_in_force" : "retention.nothing_due";
  return (
    <>
      <PaneHead title={t("retention.due")} note={page ? t("retention.due_count", { count: page.state.due, days: page.state.ahead_days }) : null} />
      <div className="scroll">
        {page && page.due.length === 0 ? <Empty>{t(none)}</Empty> : (
          <table className="t">
            <colgroup><col style={{ width: "calc(var(--k)*150px)" }} /><col /><col /><col /><col style={{ width: "calc(var(--k)*110px)" }} /><col style={{ width: "calc(var(--k)*104px)" }} /><col style={{ width: "calc(var(--k)*104px)" }} /><col style={{ width: "22%" }} /></colgroup>
            <thead><tr><th>{t("retention.event")}</th><th>{t("word.institution")}</th><th>{t("retention.type")}</th><th>{t("retention.kind")}</th><th>{t("retention.rule")}</th><th>{t("retention.due_on")}</th><th>{t("retention.delete_on")}</th><th>{t("retention.stops")}</th></tr></thead>
            <tbody>{page?.due.map((one) => (
              <tr key={one.event_id}>
                <td className="code">{one.number}</td><td>{institution(one.institution)}</td><td>{value(types(one.type), one.type)}</td><td title={legal(one.legal_class)}>{outcome(one.outcome_kind)} · {legal(one.legal_class)}</td>
                <td title={one.rule_name}>{one.rule_code} v{one.rule_version}</td><td className="time">{dateOf(one.due_on)}</td><td className="time"><b>{dateOf(one.delete_on)}</b></td><td><Stops stops={one.stops} /></td>
              </tr>
            ))}</tbody>
          </table>
        )}
        <div className="bar pad">
          {cursor ? <Button low onPress={() => setCursor(null)}>{t("retention.from_start")}</Button> : null}
          {page?.next_cursor ? <Button low onPress={() => setCursor(page.next_cursor)}>{t("retention.next_page")}</Button> : null}
        </div>
      </div>
    </>
  );
}

/** For the person who asked: printed as it stands, without what surrounds it. */
import type { ReactNode } from "react";
import type { SubjectReport } from "../api/types";
import { useWords } from "../i18n";
import { useInstitutionName } from "../session/desk";
import { Button, PaneHead } from "../ui/parts";
import { dateOf, timeOf } from "../ui/time";

export function Report({ report }: { report: SubjectReport }): ReactNode {
  const { t, code } = useWords();
  const institution = useInstitutionName();
  return (
    <>
      <PaneHead title={t("looks.report")} note={report.name}><Button low onPress={() => window.print()}>{t("looks.print")}</Button></PaneHead>
      <article className="scroll pad print" aria-label={t("looks.report")}>
        <h2>{t("looks.report_title", { name: report.name })}</h2>
        <p>{t("looks.report_made", { date: dateOf(report.made_at), count: report.rows.length })}</p>
        <table className="t">
          <thead><tr><th>{t("audit.time")}</th><th>{t("word.institution")}</th><th>{t("audit.purpose")}</th></tr></thead>
          <tbody>{report.rows.map((row, place) => (
            <tr key={place}><td className="time">{dateOf(row.at)} {timeOf(row.at)}</td><td>{institution(row.institution)}</td><td>{code(`purpose.${row.purpose}`)}{row.actor_name ? ` · ${row.actor_name}` : ""}</td></tr>
          ))}</tbody>
        </table>
      </article>
    </>
  );
}

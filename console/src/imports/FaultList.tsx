/** What was refused: how often each kind of fault stands in the file, each one by its row, and files to mend by. */
import { useState, type ReactNode } from "react";
import type { ImportView } from "../api/types";
import { useWords } from "../i18n";
import { Button, SectionHead } from "../ui/parts";
import { useDownload, useFaults } from "./imports";

export function FaultList({ one }: { one: ImportView }): ReactNode {
  const { t } = useWords();
  const page = useFaults(one);
  const download = useDownload();
  const [all, setAll] = useState(false);
  const book = /\.(xlsx|xlsm|xls|ods)$/i.test(one.file_name);
  const form = book ? "xlsx" : "csv";
  const stem = one.file_name.replace(/\.\w+$/, "");
  return (
    <section aria-label={t("imports.refused")}>
      <SectionHead title={t("imports.refused")} note={t("imports.refused_count", { count: one.done.refused })}>
        {one.has_file ? <Button low onPress={() => download("imports.refused_rows", `refused?format=${form}`, `${stem}-${t("imports.to_mend")}.${form}`, one.id)}>{t("imports.refused_rows")}</Button> : null}
        <Button low onPress={() => download("imports.fault_list", "faults/export?format=xlsx", `${stem}-${t("imports.faults_file")}.xlsx`, one.id)}>{t("imports.fault_list")}</Button>
      </SectionHead>
      <p className="pad small ink2">{t("imports.mend_hint")}</p>
      {page ? (
        <>
          <table className="t">
            <thead><tr><th>{t("imports.fault")}</th><th style={{ width: "30%" }}>{t("imports.column")}</th><th className="num" style={{ width: "calc(var(--k)*96px)" }}>{t("imports.events")}</th></tr></thead>
            <tbody>{page.kinds.map((kind) => <tr key={`${kind.code} ${kind.column ?? ""}`}><td className="wrapc">{kind.title}</td><td>{kind.column ?? "—"}</td><td className="num">{kind.count}</td></tr>)}</tbody>
          </table>
          <SectionHead title={t("imports.by_row")}><Button low aria-expanded={all} onPress={() => setAll(!all)}>{t(all ? "imports.hide" : "imports.show")}</Button></SectionHead>
          {all ? (
            <>
              <table className="t">
                <thead><tr><th className="num" style={{ width: "calc(var(--k)*72px)" }}>{t("imports.row")}</th><th style={{ width: "26%" }}>{t("imports.column")}</th><th>{t("imports.fault")}</th></tr></thead>
                <tbody>{page.faults.map((fault) => <tr key={`${fault.row} ${fault.path} ${fault.code}`}><td className="num">{fault.row}</td><td>{fault.column ?? fault.path}</td><td className="wrapc">{fault.message}</td></tr>)}</tbody>
              </table>
              {page.cursor !== null ? <p className="small ink2">{t("imports.more_faults")}</p> : null}
            </>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

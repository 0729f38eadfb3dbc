/** Every column of the file beside the field that it becomes, with what stands in it. */
import type { ReactNode } from "react";
import type { ImportMapping, ImportPreview } from "../api/types";
import { useWords } from "../i18n";
import { SectionHead } from "../ui/parts";
import { goalOf, goalsOf, sourceAt, withGoal, withSource } from "./mapping";
import { useFieldWords } from "./words";

const ORDERS = ["dmy", "mdy", "ymd", "excel"] as const;
type Column = ImportPreview["columns"][number];
interface ColumnsProps { preview: ImportPreview; mapping: ImportMapping; readOnly: boolean; onChange: (mapping: ImportMapping) => void }

export function Columns({ preview, mapping, readOnly, onChange }: ColumnsProps): ReactNode {
  const { t } = useWords();
  const { field, block } = useFieldWords();
  const goals = goalsOf({ ...preview, mapping });
  const order = preview.columns.map((one) => one.name);
  const used = preview.columns.filter((one) => goalOf(mapping, one.name)).length;
  return (
    <section aria-label={t("imports.columns")}>
      <SectionHead title={t("imports.columns")} note={t("imports.columns_used", { used, count: preview.columns.length })} />
      <table className="t">
        <thead><tr><th>{t("imports.column")}</th><th>{t("imports.samples")}</th><th>{t("imports.becomes")}</th></tr></thead>
        <tbody>
          {preview.columns.map((one) => {
            const goal = goalOf(mapping, one.name);
            return (
              <tr key={one.name} className={goal ? "" : "is-quiet"}>
                <td><b>{one.name}</b></td>
                <td title={one.samples.join(" · ")}>{one.samples.join(" · ") || "—"}</td>
                <td>
                  <div className="bar">
                    <select className="input grow" disabled={readOnly} value={goal} aria-label={t("imports.becomes_of", { column: one.name })} onChange={(event) => onChange(withGoal(mapping, one.name, event.target.value, order))}>
                      <option value="">{t("imports.nowhere")}</option>
                      {goals.map((group) => <optgroup key={group.block} label={block(group.block)}>{group.paths.map((path) => <option key={path} value={path}>{field(path)}</option>)}</optgroup>)}
                    </select>
                    {one.dates && goal ? <Dates column={one} goal={goal} mapping={mapping} readOnly={readOnly} onChange={onChange} /> : null}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** 03.04.2024 is two days: which one is meant is shown, and marked where the file does not tell. */
function Dates({ column, goal, mapping, readOnly, onChange }: { column: Column; goal: string; mapping: ImportMapping; readOnly: boolean; onChange: (mapping: ImportMapping) => void }): ReactNode {
  const { t } = useWords();
  const source = goal.startsWith("point.") ? undefined : sourceAt(mapping, goal);
  if (!source) return null;
  return (
    <>
      <select className="input" disabled={readOnly} value={source.dates ?? column.dates ?? ""} aria-label={t("imports.dates_of", { column: column.name })} onChange={(event) => onChange(withSource(mapping, goal, { ...source, dates: event.target.value as (typeof ORDERS)[number] }))}>
        {ORDERS.map((one) => <option key={one} value={one}>{t(`imports.dates.${one}`)}</option>)}
      </select>
      {column.dates_doubtful && !source.dates ? <span className="chip is-warn">{t("imports.doubtful")}</span> : null}
    </>
  );
}

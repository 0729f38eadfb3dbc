/** How the file is read: each guess is shown, the doubtful ones marked, and every one can be put right. */
import type { ReactNode } from "react";
import type { ImportMapping, ImportPreview } from "../api/types";
import { useWords } from "../i18n";
import { Field, SectionHead } from "../ui/parts";

const ENCODINGS = ["utf-8", "utf-16", "windows-1257", "iso-8859-13", "windows-1251", "windows-1252", "iso-8859-4", "cp775"];
const SEPARATORS = [";", ",", "\t", "|"] as const;
const QUOTES = ['"', "'"] as const;
type Shape = NonNullable<ImportMapping["file"]>;

interface ReadingProps { preview: ImportPreview; mapping: ImportMapping; readOnly: boolean; onChange: (mapping: ImportMapping) => void }

export function Reading({ preview, mapping, readOnly, onChange }: ReadingProps): ReactNode {
  const { t } = useWords();
  const { file } = preview;
  const set = (change: Partial<Shape>): void => onChange({ ...mapping, file: { ...mapping.file, ...change } });
  const doubt = (name: string): string | undefined => (file.doubtful.includes(name) ? t("imports.doubtful") : undefined);
  const encodings = file.encoding && !ENCODINGS.includes(file.encoding) ? [file.encoding, ...ENCODINGS] : ENCODINGS;
  const rows = mapping.rows ?? { group: false, changed: "refuse" as const };
  return (
    <section aria-label={t("imports.reading")}>
      <SectionHead title={t("imports.reading")} note={t(`imports.kind.${file.kind}`)} />
      <div className="grid-3 pad">
        {file.encoding !== null ? <Field label={t("imports.encoding")} hint={doubt("encoding")}><select className="input" disabled={readOnly} value={file.encoding} onChange={(event) => set({ encoding: event.target.value })}>{encodings.map((one) => <option key={one}>{one}</option>)}</select></Field> : null}
        {file.kind === "delimited" ? <Field label={t("imports.separator")} hint={doubt("separator")}><select className="input" disabled={readOnly} value={file.separator ?? ";"} onChange={(event) => set({ separator: event.target.value as Shape["separator"] })}>{SEPARATORS.map((one) => <option key={one} value={one}>{one === "\t" ? t("imports.tab") : one}</option>)}</select></Field> : null}
        {file.kind === "delimited" ? <Field label={t("imports.quote")} hint={doubt("quote")}><select className="input" disabled={readOnly} value={file.quote ?? '"'} onChange={(event) => set({ quote: event.target.value as Shape["quote"] })}>{QUOTES.map((one) => <option key={one}>{one}</option>)}</select></Field> : null}
        {file.sheets.length > 0 ? <Field label={t("imports.sheet")} hint={doubt("sheet")}><select className="input" disabled={readOnly} value={file.sheet ?? ""} onChange={(event) => set({ sheet: event.target.value })}>{file.sheets.map((one) => <option key={one}>{one}</option>)}</select></Field> : null}
        {file.kind !== "lines" ? <Field label={t("imports.header_row")} hint={doubt("header_row") ?? t("imports.header_hint")}><input className="input code" type="number" min={0} max={1000} disabled={readOnly} key={file.header_row} defaultValue={file.header_row} onBlur={(event) => { if (Number(event.target.value) !== file.header_row) set({ header_row: Number(event.target.value) }); }} /></Field> : null}
        {mapping.point ? <Field label={t("imports.system")} hint={doubt("system")}><select className="input" disabled={readOnly} value={mapping.point.system} onChange={(event) => onChange({ ...mapping, point: { ...mapping.point, system: event.target.value as "wgs84" | "lks92" } })}><option value="wgs84">WGS84</option><option value="lks92">LKS-92 (EPSG:3059)</option></select></Field> : null}
        {file.documents ? null : <Field label={t("imports.changed")}><select className="input" disabled={readOnly} value={rows.changed} onChange={(event) => onChange({ ...mapping, rows: { ...rows, changed: event.target.value as "refuse" | "replace" } })}><option value="refuse">{t("imports.changed.refuse")}</option><option value="replace">{t("imports.changed.replace")}</option></select></Field>}
      </div>
      {file.documents ? <p className="pad ink2">{t("imports.documents")}</p> : (
        <label className="bar pad"><input type="checkbox" disabled={readOnly} checked={rows.group} onChange={(event) => onChange({ ...mapping, rows: { ...rows, group: event.target.checked } })} />{t("imports.group")}</label>
      )}
    </section>
  );
}

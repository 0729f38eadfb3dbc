/** The mapping as a small file: taken away for the command or the next year, or brought along. */
import { useRef, type ReactNode } from "react";
import type { ImportView } from "../api/types";
import { useWords } from "../i18n";
import { Button, SectionHead } from "../ui/parts";
import { useDownload, useImportAct } from "./imports";

export function MappingFile({ one, readOnly }: { one: ImportView; readOnly: boolean }): ReactNode {
  const { t } = useWords();
  const act = useImportAct();
  const download = useDownload();
  const field = useRef<HTMLInputElement>(null);
  const bring = async (file: File | undefined): Promise<void> => {
    if (file) await act<ImportView>("imports.kept", `${one.id}/mapping-file`, { toml: await file.text() });
  };
  return (
    <section aria-label={t("imports.mapping_file")}>
      <SectionHead title={t("imports.mapping_file")} />
      <div className="bar pad wrap">
        <span className="ink2">{t("imports.mapping_file_note")}</span><span className="grow" />
        {one.has_mapping ? <Button low onPress={() => download("imports.take_mapping", "mapping.toml", `${one.file_name.replace(/\.\w+$/, "")}.toml`, one.id)}>{t("imports.take_mapping")}</Button> : null}
        {readOnly ? null : <Button low onPress={() => field.current?.click()}>{t("imports.bring_mapping")}</Button>}
        <input ref={field} type="file" className="visually-hidden" tabIndex={-1} accept=".toml" aria-label={t("imports.mapping_file")} onChange={(event) => { void bring(event.target.files?.[0]); event.target.value = ""; }} />
      </div>
    </section>
  );
}

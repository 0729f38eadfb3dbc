/** One file: how it is read, what its columns become, how far it is, what was refused. */
import { useRef, useState, type ReactNode } from "react";
import type { ImportMapping, ImportView } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { sayRefusal } from "../session/desk";
import { Button, Empty, PaneHead, SectionHead } from "../ui/parts";
import { durationOf } from "../ui/time";
import { Columns } from "./Columns";
import { FaultList } from "./FaultList";
import { FirstEvents } from "./FirstEvents";
import { MappingFile } from "./MappingFile";
import { Reading } from "./Reading";
import { Values } from "./Values";
import { isAtWork, isOpen, useImportAct, usePreview } from "./imports";

export function ImportPane({ one }: { one: ImportView }): ReactNode {
  const { t } = useWords();
  const act = useImportAct();
  const { preview, error } = usePreview(one);
  const [kept, setKept] = useState<ImportMapping | null>(null);
  const last = useRef(0);
  const open = isOpen(one);
  // What was just changed is shown at once, and the next change stands on it; what the server made of
  // it comes with the next look.
  const mapping = kept ?? preview?.mapping ?? null;
  const keep = (next: ImportMapping): void => {
    setKept(next);
    const turn = (last.current += 1);
    void act<ImportView>("imports.kept", `${one.id}/mapping`, next).then(() => { if (turn === last.current) setKept(null); });
  };
  const ready = preview !== undefined && (preview.file.documents || preview.faults.length === 0);
  const begin = (what: "check" | "start"): void => {
    const ask = async (): Promise<void> => {
      // A proposal that nobody changed is taken as it stands.
      if (preview && mapping && (preview.suggested || !one.has_mapping)) await act<ImportView>("imports.kept", `${one.id}/mapping`, mapping);
      await act<ImportView>(what === "check" ? "imports.check_begun" : "imports.begun", `${one.id}/${what}`);
    };
    void ask();
  };
  const shortcuts: Shortcut[] = [
    ...(open && ready ? [{ keys: "Alt+R", word: "imports.check" as const, run: () => begin("check") }] : []),
    ...((open && ready) || one.state === "paused" ? [{ keys: "Alt+S", word: "imports.start" as const, run: () => begin("start") }] : []),
    ...(one.state === "running" ? [{ keys: "Alt+P", word: "imports.pause" as const, run: () => void act<ImportView>("imports.paused", `${one.id}/pause`) }] : []),
  ];
  useShortcuts(shortcuts);
  return (
    <>
      <PaneHead title={one.file_name} note={t(`imports.state.${one.state}`)}>
        {open ? <Button low hotkey="Alt+R" kind={one.state === "draft" ? "main" : "ordinary"} isDisabled={!ready} onPress={() => begin("check")}>{t("imports.check")}</Button> : null}
        {open || one.state === "paused" ? <Button low hotkey="Alt+S" kind={one.state === "draft" ? "ordinary" : "main"} isDisabled={open && !ready} onPress={() => begin("start")}>{t(one.state === "paused" ? "imports.go_on" : "imports.start")}</Button> : null}
        {one.state === "running" ? <Button low hotkey="Alt+P" onPress={() => void act<ImportView>("imports.paused", `${one.id}/pause`)}>{t("imports.pause")}</Button> : null}
        {isOpen(one) || one.state === "checking" || one.state === "paused" ? <Button low kind="quiet" onPress={() => void act<ImportView>("imports.cancelled", `${one.id}/cancel`)}>{t("imports.cancel")}</Button> : null}
      </PaneHead>
      <div className="scroll">
        <Progress one={one} />
        {one.done.refused > 0 && !isAtWork(one) ? <FaultList one={one} /> : null}
        {error ? <p className="pad warn" role="alert">{sayRefusal(error, t("away"))}</p> : null}
        {!one.has_file ? <Empty>{t("imports.file_gone")}</Empty> : null}
        {preview && mapping ? (
          <>
            {preview.faults.length > 0 && open ? <ul className="pad warn" aria-label={t("imports.mapping_faults")}>{preview.faults.map((fault) => <li key={`${fault.path} ${fault.message}`}>{fault.path ? `${fault.path}: ` : ""}{fault.message}</li>)}</ul> : null}
            <Reading preview={preview} mapping={mapping} readOnly={!open} onChange={keep} />
            {preview.file.documents ? null : <Columns preview={preview} mapping={mapping} readOnly={!open} onChange={keep} />}
            {preview.file.documents ? null : <Values preview={preview} mapping={mapping} readOnly={!open} onChange={keep} />}
            <FirstEvents preview={preview} />
            {preview.file.documents ? null : <MappingFile one={one} readOnly={!open} />}
          </>
        ) : null}
      </div>
    </>
  );
}

function Progress({ one }: { one: ImportView }): ReactNode {
  const { t } = useWords();
  const { done, rows_total: total } = one;
  const working = isAtWork(one);
  if (!working && done.rows === 0) return one.fault ? <p className="pad warn" role="alert">{t("imports.stopped")}</p> : null;
  const counts = ([["new", done.new], ["changed", done.changed], ["same", done.same], ["refused", done.refused]] as const).filter(([name, count]) => count > 0 || name === "new");
  return (
    <section aria-label={t("imports.progress")}>
      <SectionHead title={t(one.state === "checking" || one.state === "checked" ? "imports.of_check" : "imports.of_run")} note={t("imports.rows_of", { done: done.rows, total })}>
        {working && one.rows_per_s ? <span className="small ink2">{t("imports.speed", { rate: Math.round(one.rows_per_s) })}{one.seconds_left !== null ? ` · ${t("imports.left", { time: durationOf(one.seconds_left) })}` : ""}</span> : null}
      </SectionHead>
      <div className="pad">
        <progress className="meter-wide" aria-label={t("imports.progress")} value={done.rows} max={Math.max(1, total)} />
        <div className="bar wrap" role="status">{counts.map(([name, count]) => <span key={name} className={name === "refused" ? "chip is-warn" : "chip"}><b className="code">{count}</b> {t(`imports.count.${name}`, { count })}</span>)}</div>
        {one.fault ? <p className="warn" role="alert">{t("imports.stopped")}</p> : null}
      </div>
    </section>
  );
}

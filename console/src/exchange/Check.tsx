/** For whoever builds a journal's side: a document is judged, and nothing of it is kept. */
import { useState, type FormEvent, type ReactNode } from "react";
import { sendFile } from "../api/client";
import type { Verdict } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { Button, Field, PaneHead, SectionHead } from "../ui/parts";
import { Faults } from "./Faults";
import { BASE } from "./exchange";

export function Check(): ReactNode {
  const { t, code } = useWords();
  const { act } = useDesk();
  const [text, setText] = useState("");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const judge = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setVerdict(await act(t("exchange.check"), () => sendFile<Verdict>(`${BASE}/events:check`, new Blob([text]))));
  };
  return (
    <>
      <PaneHead title={t("exchange.check")} note={t("exchange.check_note")} />
      <div className="scroll">
        <form className="pad form" onSubmit={(event) => void judge(event)}>
          <Field label={t("exchange.document")}><textarea className="input code" rows={14} spellCheck={false} value={text} onChange={(event) => { setText(event.target.value); setVerdict(null); }} /></Field>
          <div className="bar"><Button type="submit" kind="main" isDisabled={!text.trim()}>{t("exchange.check_now")}</Button></div>
        </form>
        <div role="status">
          {verdict ? <p className={verdict.accepted ? "pad" : "pad warn"}><b>{verdict.accepted ? t("exchange.fits") : t("exchange.fits_not", { count: verdict.faults.length })}</b></p> : null}
        </div>
        {verdict?.faults.length ? <Faults faults={verdict.faults} /> : null}
        {verdict?.warnings.length ? <SectionHead title={t("exchange.warnings")} /> : null}
        {verdict?.warnings.length ? <Faults faults={verdict.warnings.map((one) => ({ ...one, message: code(one.code) }))} /> : null}
      </div>
    </>
  );
}

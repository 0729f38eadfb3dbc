/** For who supervises: who keeps which standing searches, for what purpose, until when. Each reading is written down. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { get } from "../api/client";
import type { StandingSearch } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useInstitutionName } from "../session/desk";
import { Empty, PaneHead } from "../ui/parts";
import { dateOf } from "../ui/time";
import { shapeOf } from "./saved";

export function Standing({ address, purpose }: { address: string; purpose: string }): ReactNode {
  const { t, value } = useWords();
  const institution = useInstitutionName();
  const purposes = useClassifier("purpose");
  const [sought, setSought] = useState("");
  const { data } = useQuery({ queryKey: ["standing", address], staleTime: 30_000, queryFn: () => get<StandingSearch[]>(address, { purpose }) });
  const wanted = sought.trim().toLocaleLowerCase("lv");
  const shown = (data ?? []).filter((one) => `${one.q} ${one.name} ${one.owner_name} ${one.purpose_ref}`.toLocaleLowerCase("lv").includes(wanted));
  return (
    <>
      <PaneHead title={t("standing.title")} note={shown.length} />
      <div className="pad"><input className="input" value={sought} maxLength={100} placeholder={t("standing.hint")} aria-label={t("standing.find")} onChange={(event) => setSought(event.target.value)} /></div>
      <div className="scroll">
        <table className="t">
          <colgroup><col style={{ width: "calc(var(--k)*32px)" }} /><col /><col /><col style={{ width: "26%" }} /><col /><col style={{ width: "calc(var(--k)*104px)" }} /><col style={{ width: "calc(var(--k)*104px)" }} /></colgroup>
          <thead><tr><th><span className="visually-hidden">{t("saved.state")}</span></th><th>{t("audit.person")}</th><th>{t("word.institution")}</th><th>{t("saved.words")}</th><th>{t("audit.purpose")}</th><th>{t("standing.since")}</th><th>{t("saved.ends")}</th></tr></thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.id}>
                <td><span className="shape" data-s={shapeOf(one)} role="img" aria-label={t(one.paused_because ? `saved.paused.${one.paused_because}` : "saved.stands")} /></td>
                <td title={one.owner}>{one.owner_name}</td><td>{institution(one.institution)}</td><td><span className="code">{one.q}</span> <span className="ink2">{one.name === one.q ? "" : one.name}</span></td>
                <td>{value(purposes(one.purpose), one.purpose)} · <span className="code">{one.purpose_ref}</span></td><td className="time">{dateOf(one.saved_at)}</td><td className="time">{dateOf(one.ends_on)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {data && shown.length === 0 ? <Empty>{t("standing.none")}</Empty> : null}
      </div>
    </>
  );
}

/** What is left of deleted events: each certificate says by which rule, by whose decision, when, and hashes of what went. */
import { useState, type ReactNode } from "react";
import { getFile } from "../api/client";
import type { Certificate } from "../api/types";
import { useWords } from "../i18n";
import { useDesk } from "../session/desk";
import { saveFile } from "../ui/files";
import { Button, Empty, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { BASE, useCertificates, useKinds } from "./retention";

export function Certificates(): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const { institution } = useKinds();
  const [typed, setTyped] = useState("");
  const [sought, setSought] = useState("");
  const [cursor, setCursor] = useState<string | null>(null);
  const [chosen, choose] = useState<string | null>(null);
  const page = useCertificates(sought, cursor);
  const found = page?.certificates ?? [];
  const certificate = found.find((one) => one.id === chosen);
  const save = (form: "csv" | "json"): void => void act(t("retention.done.exported"), async () => saveFile(await getFile(`${BASE}/certificates/export?format=${form}`, {}), `sertifikati.${form}`));
  return (
    <>
      <PaneHead title={t("retention.certificates")}><Button low onPress={() => save("csv")}>CSV</Button><Button low onPress={() => save("json")}>JSON</Button></PaneHead>
      <form className="bar pad" onSubmit={(event) => { event.preventDefault(); setCursor(null); setSought(typed.trim()); }}>
        <input className="input code grow" maxLength={60} value={typed} aria-label={t("retention.seek")} placeholder={t("retention.seek")} onChange={(event) => setTyped(event.target.value)} />
        <Button type="submit" low>{t("retention.seek_go")}</Button>
      </form>
      <div className="scroll">
        {page && found.length === 0 ? <Empty>{t(sought ? "retention.not_found" : "retention.nothing_deleted")}</Empty> : (
          <table className="t">
            <thead><tr><th>{t("retention.certificate")}</th><th>{t("retention.event")}</th><th>{t("word.institution")}</th><th>{t("retention.rule")}</th><th>{t("retention.deleted_at")}</th></tr></thead>
            <tbody>{found.map((one) => (
              <tr key={one.id} aria-selected={one.id === chosen} tabIndex={0} onClick={() => choose(one.id)} onKeyDown={(event) => { if (event.key === "Enter") choose(one.id); }}>
                <td className="code">{one.number}</td><td className="code">{one.event_number}</td><td>{institution(one.institution)}</td><td>{one.rule_name}</td><td className="time">{momentOf(one.deleted_at, now)}</td>
              </tr>
            ))}</tbody>
          </table>
        )}
        {page?.next_cursor ? <div className="pad"><Button low onPress={() => setCursor(page.next_cursor)}>{t("retention.next_page")}</Button></div> : null}
        {certificate ? <Whole certificate={certificate} /> : null}
      </div>
    </>
  );
}

function Whole({ certificate: one }: { certificate: Certificate }): ReactNode {
  const { t, code } = useWords();
  const { now } = useDesk();
  const { legal, outcome } = useKinds();
  const counts = Object.entries(one.counts).filter(([, count]) => count > 0).sort(([a], [b]) => a.localeCompare(b));
  return (
    <section aria-label={t("retention.certificate")}>
      <SectionHead title={<span className="code">{one.number}</span>} />
      <dl className="kv pad">
        <dt>{t("retention.event")}</dt><dd className="code">{one.event_number}</dd>
        <dt>{t("retention.rule")}</dt><dd>{one.rule_name} ({one.rule_code} v{one.rule_version})</dd>
        <dt>{t("retention.basis")}</dt><dd>{one.rule_basis}</dd>
        <dt>{t("retention.proposed_by")}</dt><dd>{one.proposed_by_name}</dd>
        <dt>{t("retention.confirmed_by")}</dt><dd>{one.confirmed_by_name}, {momentOf(one.confirmed_at, now)}</dd>
        <dt>{t("retention.legal_class")}</dt><dd>{legal(one.legal_class)}</dd>
        <dt>{t("retention.outcome")}</dt><dd>{outcome(one.outcome_kind)}</dd>
        <dt>{t("retention.ended")}</dt><dd>{dateOf(one.ended_on)}</dd>
        <dt>{t("retention.due_on")}</dt><dd>{dateOf(one.due_on)}</dd>
        <dt>{t("retention.announced")}</dt><dd>{dateOf(one.marked_on)}</dd>
        <dt>{t("retention.gone")}</dt><dd>{counts.map(([part, count]) => `${code(`retention_part.${part}`)}: ${count}`).join("; ")}</dd>
        <dt>SHA-256</dt><dd className="code" style={{ overflowWrap: "anywhere" }}>{one.content_sha256}</dd>
      </dl>
    </section>
  );
}

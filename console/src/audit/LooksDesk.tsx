/** Who looked at whom: an enquiry with its reason, what is unusual, the answer to a person who asks. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type FormEvent, type ReactNode } from "react";
import { get, getFile, post } from "../api/client";
import type { EnquiryAnswer, Finding, SubjectReport } from "../api/types";
import { useWords } from "../i18n";
import type { Shortcut } from "../keyboard/keys";
import { useClassifier, useDesk, useDeskKeys, useInstitutionName } from "../session/desk";
import { headerOf } from "../session/purpose";
import { Standing } from "../saved/Standing";
import { useSending } from "../session/sending";
import { List } from "../ui/List";
import { Button, Empty, Field, Pane, PaneHead, SectionHead } from "../ui/parts";
import { dayOf, momentOf } from "../ui/time";
import { saveFile } from "../ui/files";
import { Report } from "./Report";

type Shown = { kind: "answer"; answer: EnquiryAnswer; ref: string } | { kind: "report"; report: SubjectReport } | { kind: "finding"; id: string } | { kind: "standing" } | null;
const PURPOSE = "audit;ref=desk";
const NO_VERBS: never[] = [];

export function LooksDesk(): ReactNode {
  const { t } = useWords();
  const [shown, setShown] = useState<Shown>(null);
  const findings = useQuery({ queryKey: ["findings"], queryFn: () => get<Finding[]>("/api/v1/audit/findings", { purpose: PURPOSE }), refetchInterval: 30_000 });
  const all = findings.data ?? [];
  const finding = shown?.kind === "finding" ? all.find((one) => one.id === shown.id) : undefined;
  const shortcuts = useMemo<Shortcut[]>(() => [{ keys: "F3", word: "looks.ask", run: () => document.getElementById("looks-code")?.focus() },
    { keys: "Alt+B", word: "standing.title", run: () => setShown({ kind: "standing" }) }], []);
  useDeskKeys(shortcuts, NO_VERBS);
  return (
    <main className="desk is-two" style={{ gridTemplateColumns: "calc(var(--k)*320px) minmax(0,1fr)" }}>
      <Pane label={t("looks.title")}>
        <PaneHead title={t("looks.title")}><Button low hotkey="Alt+B" onPress={() => setShown({ kind: "standing" })}>{t("standing.short")}</Button><kbd className="key">F3</kbd></PaneHead>
        <div className="scroll">
          <Ask onAnswer={(answer, ref) => setShown({ kind: "answer", answer, ref })} onReport={(report) => setShown({ kind: "report", report })} />
          <Findings all={all} chosen={finding?.id ?? null} onChoose={(id) => setShown({ kind: "finding", id })} />
        </div>
      </Pane>
      <Pane label={t("looks.answer")} lift>
        {shown?.kind === "answer" ? <Answer answer={shown.answer} reference={shown.ref} /> : shown?.kind === "report" ? <Report report={shown.report} />
          : shown?.kind === "standing" ? <Standing address="/api/v1/index/standing/all" purpose={PURPOSE} />
          : finding ? <Judging key={finding.id} finding={finding} /> : <><PaneHead title={t("looks.answer")} /><Empty>{t("looks.hint")}</Empty></>}
      </Pane>
    </main>
  );
}

function Ask({ onAnswer, onReport }: { onAnswer: (answer: EnquiryAnswer, ref: string) => void; onReport: (report: SubjectReport) => void }): ReactNode {
  const { t } = useWords();
  const [form, setForm] = useState({ personal_code: "", name: "", birth: "", number: "", reader: "", ref: "", reason: "" });
  const [toPerson, setToPerson] = useState(false);
  const { send, at, rest, busy } = useSending({ fields: { reason: t("looks.reason_rule"), personal_code: "", name: "", document_seen: t("looks.reason_rule") } });
  const type = (name: keyof typeof form) => (event: { target: { value: string } }): void => setForm({ ...form, [name]: event.target.value });
  const given = (text: string): string | null => text.trim() || null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (toPerson) {
      const report = await send(() => post<SubjectReport>("/api/v1/audit/subject-reports", { personal_code: form.personal_code.trim(), name: form.name.trim(), document_seen: form.reason.trim() }, { purpose: headerOf({ code: "data_subject_request", ref: form.ref }) }));
      if (report) onReport(report);
      return;
    }
    const question = { personal_code: given(form.personal_code), name: given(form.name), birth_on: dayOf(form.birth), number: given(form.number), reader: given(form.reader) };
    const answer = await send(() => post<EnquiryAnswer>("/api/v1/audit/enquiries", { question, reason: form.reason.trim() }, { purpose: headerOf({ code: "audit", ref: form.ref }) }));
    if (answer) onAnswer(answer, form.ref);
  };
  return (
    <form className="pad form" onSubmit={(event) => void submit(event)}>
      <Field label={t("looks.code")} fault={at("personal_code")}><input id="looks-code" className="input code" value={form.personal_code} maxLength={20} onChange={type("personal_code")} /></Field>
      <Field label={t("looks.name")} fault={at("name")}><input className="input" value={form.name} maxLength={200} onChange={type("name")} /></Field>
      {toPerson ? null : (
        <>
          <Field label={t("looks.birth")} hint={t("looks.birth_hint")}><input className="input code" value={form.birth} maxLength={10} onChange={type("birth")} /></Field>
          <Field label={t("looks.number")}><input className="input code" value={form.number} maxLength={60} onChange={type("number")} /></Field>
          <Field label={t("looks.reader")}><input className="input" value={form.reader} maxLength={200} onChange={type("reader")} /></Field>
        </>
      )}
      <Field label={t("looks.ref")}><input className="input code" value={form.ref} required maxLength={100} onChange={type("ref")} /></Field>
      <Field label={t(toPerson ? "looks.document" : "looks.reason")} fault={at("reason") ?? at("document_seen")}><input className="input" value={form.reason} required minLength={3} maxLength={1000} onChange={type("reason")} /></Field>
      <label className="bar"><input type="checkbox" checked={toPerson} onChange={(event) => setToPerson(event.target.checked)} />{t("looks.to_person")}</label>
      {rest ? <p className="small warn" role="alert">{rest}</p> : null}
      <Button type="submit" kind="main" hotkey="Enter" isDisabled={busy}>{t(toPerson ? "looks.make_report" : "looks.ask")}</Button>
    </form>
  );
}

function Findings({ all, chosen, onChoose }: { all: Finding[]; chosen: string | null; onChoose: (id: string) => void }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const rules = useClassifier("look_rule");
  const waiting = all.filter((one) => one.state === "new");
  return (
    <section aria-label={t("looks.unusual")}>
      <SectionHead title={t("looks.unusual")} note={waiting.length} />
      <List label={t("looks.unusual")} items={waiting} idOf={(one) => one.id} chosen={chosen} onChoose={onChoose}>
        {(one) => (
          <><span className="shape" data-s="warn" /><div><div className="cut"><b>{value(rules(one.rule), one.rule)}</b></div><div className="sub cut">{one.actor_name} · {one.why["name"] ?? one.why["events"] ?? ""}</div></div><span className="code ink2">{momentOf(one.last_at, now)}</span></>
        )}
      </List>
      {waiting.length === 0 ? <Empty>{t("looks.nothing_unusual")}</Empty> : null}
    </section>
  );
}

function Answer({ answer, reference }: { answer: EnquiryAnswer; reference: string }): ReactNode {
  const { t, code } = useWords();
  const { now, act } = useDesk();
  const institution = useInstitutionName();
  const { enquiry, looks, persons } = answer;
  const save = (form: "xlsx" | "csv"): Promise<unknown> => act(t("looks.exported"), async () =>
    saveFile(await getFile(`/api/v1/audit/enquiries/${enquiry.id}/export?format=${form}`, { purpose: headerOf({ code: "audit", ref: reference }) }), `skatijumi-${enquiry.id}.${form}`));
  return (
    <>
      <PaneHead title={t("looks.answer")} note={t("looks.rows", { count: enquiry.rows })}>
        <Button low onPress={() => void save("xlsx")}>XLSX</Button><Button low onPress={() => void save("csv")}>CSV</Button>
      </PaneHead>
      {persons.length ? <p className="pad small">{t("looks.told_as")}: <b>{persons.join(", ")}</b></p> : null}
      <div className="scroll">
        <table className="t">
          <colgroup><col style={{ width: "calc(var(--k)*72px)" }} /><col style={{ width: "calc(var(--k)*116px)" }} /><col /><col /><col style={{ width: "24%" }} /><col style={{ width: "24%" }} /><col /></colgroup>
          <thead><tr><th>{t("audit.number")}</th><th>{t("audit.time")}</th><th>{t("audit.person")}</th><th>{t("word.institution")}</th><th>{t("audit.what")}</th><th>{t("audit.purpose")}</th><th>{t("looks.found_by")}</th></tr></thead>
          <tbody>
            {looks.map((one) => (
              <tr key={one.entry_id}><td className="code">{one.entry_id}</td><td className="time">{momentOf(one.at, now)}</td><td title={one.actor}>{one.actor_name}</td><td>{institution(one.institution)}</td>
                <td>{code(`topic.${one.topic}`)}</td><td>{code(`purpose.${one.purpose}`)}{one.purpose_ref ? ` · ${one.purpose_ref}` : ""}</td><td>{one.q ?? ""}</td></tr>
            ))}
          </tbody>
        </table>
        {looks.length === 0 ? <Empty>{t("looks.none")}</Empty> : null}
      </div>
    </>
  );
}

function Judging({ finding }: { finding: Finding }): ReactNode {
  const { t, value } = useWords();
  const { now, act } = useDesk();
  const rules = useClassifier("look_rule");
  const institution = useInstitutionName();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const judge = async (state: "explained" | "referred"): Promise<void> => {
    await act(t("looks.judged"), () => post(`/api/v1/audit/findings/${finding.id}/judge`, { state, note: note.trim() }));
    void queries.invalidateQueries({ queryKey: ["findings"] });
  };
  return (
    <>
      <PaneHead title={value(rules(finding.rule), finding.rule)} note={finding.actor_name} />
      <div className="scroll pad form">
        <dl className="kv">
          <dt>{t("audit.person")}</dt><dd>{finding.actor_name}, {institution(finding.institution)}</dd>
          <dt>{t("audit.time")}</dt><dd>{momentOf(finding.first_at, now)} – {momentOf(finding.last_at, now)}</dd>
          {Object.entries(finding.why).map(([name, said]) => <WhyLine key={name} name={name} said={said} />)}
          <dt>{t("looks.entries")}</dt><dd className="code">{finding.entries.join(", ")}</dd>
        </dl>
        {finding.state === "new" ? (
          <>
            <Field label={t("looks.note")}><textarea className="input" rows={3} value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} /></Field>
            <div className="bar"><Button kind="main" isDisabled={note.trim().length < 3} onPress={() => void judge("explained")}>{t("looks.explained")}</Button><Button isDisabled={note.trim().length < 3} onPress={() => void judge("referred")}>{t("looks.referred")}</Button></div>
          </>
        ) : <p>{t(finding.state === "explained" ? "looks.was_explained" : "looks.was_referred")}: {finding.judged_by_name}, {finding.note}</p>}
      </div>
    </>
  );
}

function WhyLine({ name, said }: { name: string; said: string | number }): ReactNode {
  const { code } = useWords();
  return <><dt>{code(`look_why.${name}`)}</dt><dd>{said}</dd></>;
}

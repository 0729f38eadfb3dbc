/** One letter: how it fared, its proof, and — for a purpose — what it says. */
import { useState, type ReactNode } from "react";
import { useQueries } from "@tanstack/react-query";
import { get, getFile } from "../api/client";
import type { Classifier, OutboxLetter } from "../api/types";
import { useWords } from "../i18n";
import { EVENT_SHOWN, useDesk, useInstitutionName, useKept } from "../session/desk";
import { headerOf, PurposeForm, PurposeLine, useTaskPurpose } from "../session/purpose";
import { useSession } from "../session/session";
import { Button, Empty, PaneHead, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { LISTS, saidOf, type Word } from "./said";
import { BASE, shapeOf, useLetter, useOutboxAct } from "./outbox";

export function LetterPane({ letter }: { letter: OutboxLetter }): ReactNode {
  const { t, code } = useWords();
  const { now, openView } = useDesk();
  const { session, has } = useSession();
  const owner = useInstitutionName();
  const act = useOutboxAct();
  const [, showEvent] = useKept(`${EVENT_SHOWN}.${session.person_id}`);
  const facts: [string, ReactNode][] = [
    [t("outbox.event"), <span key="event" className="code">{letter.event_number}</span>],
    [t("outbox.owner"), owner(letter.institution)],
    [t("outbox.made"), momentOf(letter.made_at, now)],
    [t("outbox.tries"), letter.tries],
    ...(letter.state === "waiting" && letter.tries > 0 ? [[t("outbox.next"), momentOf(letter.next_at, now)] as [string, ReactNode]] : []),
    ...(letter.sent_at ? [[t("outbox.sent"), momentOf(letter.sent_at, now)] as [string, ReactNode]] : []),
    ...(letter.receipt ? [[t("outbox.receipt"), <span key="receipt"><b className="code">{String(letter.receipt["receipt"])}</b> · {momentOf(String(letter.receipt["received_at"]), now)}</span>] as [string, ReactNode]] : []),
    [t("outbox.digest"), <span key="digest" className="code small wrapc">{letter.digest}</span>],
    ...(letter.pdf_digest ? [[t("outbox.pdf_digest"), <span key="pdf" className="code small wrapc">{letter.pdf_digest}</span>] as [string, ReactNode]] : []),
  ];
  return (
    <>
      <PaneHead title={code(`outbox.message.${letter.message}`)} note={t("outbox.version", { version: letter.version })}>
        {has("register.read") ? <Button low onPress={() => { showEvent(letter.event_id); openView("register"); }}>{t("outbox.open_event")}</Button> : null}
        {letter.state === "dead" && letter.pdf_digest === null && has("outbox.send") ? <Button low kind="main" onPress={() => void act("outbox.done.sent", `letters/${letter.id}/send`)}>{t("outbox.send_again")}</Button> : null}
      </PaneHead>
      <div className="scroll">
        <div className="bar pad"><span className="shape" data-s={shapeOf(letter)} /><b>{t(`outbox.state.${letter.state}`)}</b>{letter.said ? <span className="warn wrapc">{letter.said}</span> : null}</div>
        <table className="t"><tbody>{facts.map(([label, told]) => <tr key={label}><th scope="row" style={{ width: "calc(var(--k)*150px)" }}>{label}</th><td className="wrapc">{told}</td></tr>)}</tbody></table>
        <Content letter={letter} />
      </div>
    </>
  );
}

/** Personal data: read for a purpose, and written down. */
function Content({ letter }: { letter: OutboxLetter }): ReactNode {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [purpose, setPurpose] = useTaskPurpose();
  const view = useLetter(letter.id, open ? purpose : null);
  const { act } = useDesk();
  const show = (): void => {
    if (!purpose) return;
    void act(t("outbox.done.page"), async () => {
      const file = await getFile(`${BASE}/letters/${letter.id}/page`, { purpose: headerOf(purpose) });
      window.open(URL.createObjectURL(file), "_blank", "noopener");
    });
  };
  return (
    <section aria-label={t("outbox.content")}>
      <SectionHead title={t("outbox.content")}>
        {open && purpose && letter.pdf_digest ? <Button low onPress={show}>{t("outbox.page")}</Button> : null}
        <Button low aria-expanded={open} onPress={() => setOpen(!open)}>{t(open ? "outbox.hide" : "outbox.show")}</Button>
      </SectionHead>
      {open && !purpose ? <PurposeForm first="audit" onChosen={setPurpose} onLeave={() => setOpen(false)} /> : null}
      {open && purpose ? (
        <>
          <PurposeLine purpose={purpose} onEnd={() => { setPurpose(null); setOpen(false); }} />
          {view ? <Said content={view.content} /> : <Empty>{t("loading")}</Empty>}
        </>
      ) : null}
    </section>
  );
}

/** The words of the code lists that letters speak in. */
function useListWords(): Word {
  const { value } = useWords();
  const lists = useQueries({ queries: LISTS.map((name) => ({ queryKey: ["classifier", name], queryFn: () => get<Classifier>(`/api/v1/classifiers/${name}`), staleTime: 10 * 60_000 })) });
  return (list, code) => value(lists[LISTS.indexOf(list as (typeof LISTS)[number])]?.data?.values.find((one) => one.code === code), code);
}

function Said({ content }: { content: unknown }): ReactNode {
  const { t } = useWords();
  const sections = saidOf(content, useListWords());
  if (content === null) return <Empty>{t("outbox.forgotten")}</Empty>;
  if (sections.length === 0) return <Empty>{t("outbox.empty")}</Empty>;
  return (
    <>
      {sections.map((one) => (
        <div key={one.part} role="group" aria-label={t(`outbox.part.${one.part}`)}>
          <p className="pad-x small ink3">{t(`outbox.part.${one.part}`)}</p>
          <ul className="pad-x">{one.lines.map((line) => <li key={line}>{line}</li>)}</ul>
        </div>
      ))}
    </>
  );
}

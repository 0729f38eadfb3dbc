/** Around one event: whose it is and shall be, who else works on it, tasks, what was said. */
import { useState, type FormEvent, type ReactNode } from "react";
import { post } from "../api/client";
import type { EventView, EventWork, SecondLook, Transfer } from "../api/types";
import { useWords } from "../i18n";
import { useDesk, useInstitutionName } from "../session/desk";
import { useSession } from "../session/session";
import { Button, SectionHead } from "../ui/parts";
import { MomentInput } from "../ui/MomentInput";
import { momentOf } from "../ui/time";
import { useEventWork, useOtherPolice } from "./work";

type Form = "transfer" | "invite" | "task" | null;
const BASE = "/api/v1/register";

/** What waits for this reader's word stands before the event itself. */
export function Deciding({ event }: { event: EventView }): ReactNode {
  const { session, has } = useSession();
  const work = useEventWork(event);
  const offered = work?.transfers.find((one) => one.state === "offered" && one.to_institution === session.institution.code);
  const waiting = work?.second_looks.find((one) => one.verdict === null);
  return (
    <>
      {offered ? <Offered transfer={offered} /> : null}
      {waiting && has("register.review") && waiting.ended_by !== `person:${session.person_id}` ? <Judge look={waiting} /> : null}
    </>
  );
}

export function Together({ event, mayWrite }: { event: EventView; mayWrite: boolean }): ReactNode {
  const { t } = useWords();
  const { session } = useSession();
  const work = useEventWork(event);
  const [form, setForm] = useState<Form>(null);
  if (!work) return null;
  const own = event.institution === session.institution.code;
  const open = event.status !== "completed" && event.status !== "cancelled";
  const offered = work.transfers.find((one) => one.state === "offered");
  const end = (): void => setForm(null);
  return (
    <section aria-label={t("work.title")}>
      <SectionHead title={t("work.title")}>
        {own && mayWrite && open ? (
          <>
            {offered ? null : <Button low onPress={() => setForm("transfer")}>{t("work.offer")}</Button>}
            <Button low onPress={() => setForm("invite")}>{t("work.invite")}</Button>
          </>
        ) : null}
        {mayWrite && open ? <Button low onPress={() => setForm("task")}>{t("work.task")}</Button> : null}
      </SectionHead>
      {form === "transfer" ? <OfferForm event={event} onEnd={end} /> : form === "invite" ? <InviteForm event={event} onEnd={end} /> : form === "task" ? <TaskForm event={event} onEnd={end} /> : null}
      {offered && offered.to_institution !== session.institution.code ? <Offered transfer={offered} /> : null}
      <Participants event={event} work={work} mayEnd={own && mayWrite && open} />
      <Tasks work={work} />
      <Comments event={event} work={work} maySay={mayWrite} />
    </section>
  );
}

function Offered({ transfer }: { transfer: Transfer }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const { session, has } = useSession();
  const institution = useInstitutionName();
  const [reason, setReason] = useState("");
  const mine = transfer.to_institution === session.institution.code && has("register.write");
  const answer = (how: "accept" | "reject" | "withdraw", said: string): Promise<unknown> =>
    act(t(`work.${how}ed` as "work.accepted"), () => post(`${BASE}/transfers/${transfer.id}/${how}`, how === "reject" ? { reason: said } : {}));
  return (
    <div className="pad form" role="group" aria-label={t("work.offered")}>
      <p><span className="st" data-s={Date.parse(transfer.due_at) < now ? "warn" : "open"}>{t("work.offered_to", { institution: institution(transfer.to_institution), time: momentOf(transfer.due_at, now) })}</span> {transfer.offered_by_name}: {transfer.reason}</p>
      {mine ? (
        <div className="bar wrap">
          <Button kind="main" onPress={() => void answer("accept", "")}>{t("work.accept")}</Button>
          <input className="input grow" value={reason} maxLength={1000} placeholder={t("work.reject_reason")} aria-label={t("work.reject_reason")} onChange={(one) => setReason(one.target.value)} />
          <Button isDisabled={!reason.trim()} onPress={() => void answer("reject", reason.trim())}>{t("work.reject")}</Button>
        </div>
      ) : transfer.from_institution === session.institution.code ? <div className="bar"><Button low onPress={() => void answer("withdraw", "")}>{t("work.withdraw")}</Button></div> : null}
    </div>
  );
}

function Judge({ look }: { look: SecondLook }): ReactNode {
  const { t, code } = useWords();
  const { act } = useDesk();
  const [note, setNote] = useState("");
  const judge = (verdict: "upheld" | "returned"): Promise<unknown> => act(t("work.judged"), () => post(`${BASE}/second-looks/${look.id}/judge`, { verdict, note: note.trim() }));
  return (
    <div className="pad form" role="group" aria-label={t("work.second_look")}>
      <p><b>{t("work.second_look")}</b>: {code(`second_look.${look.why}`)}, {look.ended_by_name}</p>
      <div className="bar wrap">
        <input className="input grow" value={note} maxLength={1000} placeholder={t("work.verdict")} aria-label={t("work.verdict")} onChange={(one) => setNote(one.target.value)} />
        <Button kind="main" isDisabled={!note.trim()} onPress={() => void judge("upheld")}>{t("work.uphold")}</Button>
        <Button isDisabled={!note.trim()} onPress={() => void judge("returned")}>{t("work.return")}</Button>
      </div>
    </div>
  );
}

function Participants({ event, work, mayEnd }: { event: EventView; work: EventWork; mayEnd: boolean }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const institution = useInstitutionName();
  return (
    <ul>
      {work.participants.map((one) => (
        <li key={one.institution} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
          <b>{institution(one.institution)}</b>
          <span className="small ink2 grow cut">{one.ended_at ? t("work.part_ended", { time: momentOf(one.ended_at, now) }) : t(one.may_write ? "work.writes" : "work.reads")} · {one.reason}</span>
          {mayEnd && !one.ended_at ? <Button kind="quiet" low onPress={() => void act(t("work.part_over"), () => post(`${BASE}/events/${event.id}/participants/${one.institution}/end`, {}))}>{t("work.end_part")}</Button> : null}
        </li>
      ))}
    </ul>
  );
}

function Tasks({ work }: { work: EventWork }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const { session, has } = useSession();
  const institution = useInstitutionName();
  return (
    <ul>
      {work.tasks.map((one) => (
        <li key={one.id} className="bar pad-x" style={{ minHeight: "var(--row)" }}>
          <span className="shape" data-s={one.done_at ? "done" : one.due_at && Date.parse(one.due_at) < now ? "warn" : "open"} />
          <span className={one.done_at ? "ink3 cut" : "cut"}>{one.title}</span>
          <span className="small ink2 grow cut">{one.assignee_name ?? institution(one.institution)}{one.due_at ? ` · ${t("work.until", { time: momentOf(one.due_at, now) })}` : ""}{one.done_at ? ` · ${one.done_by_name ?? ""} ${momentOf(one.done_at, now)}` : ""}</span>
          {!one.done_at && one.institution === session.institution.code && has("register.write") ? <Button low onPress={() => void act(t("work.task_done"), () => post(`${BASE}/tasks/${one.id}/done`, {}))}>{t("work.done")}</Button> : null}
        </li>
      ))}
    </ul>
  );
}

function Comments({ event, work, maySay }: { event: EventView; work: EventWork; maySay: boolean }): ReactNode {
  const { t } = useWords();
  const { now, act } = useDesk();
  const institution = useInstitutionName();
  const [text, setText] = useState("");
  const [id, setId] = useState(() => crypto.randomUUID());
  const say = async (sent: FormEvent): Promise<void> => {
    sent.preventDefault();
    if (!text.trim()) return;
    // The same id until it is said: sent twice, it stands once.
    const done = await act(t("work.said"), () => post(`${BASE}/events/${event.id}/comments`, { id, text: text.trim() }));
    if (done) { setText(""); setId(crypto.randomUUID()); }
  };
  return (
    <>
      <ol className="time-l">
        {work.comments.map((one) => (
          <li key={one.id}><time dateTime={one.at}>{momentOf(one.at, now)}</time><span>{one.text}<span className="who"> · {one.by_name}, {institution(one.institution)}</span></span></li>
        ))}
      </ol>
      {maySay ? (
        <form className="bar pad" onSubmit={(sent) => void say(sent)}>
          <input className="input grow" value={text} maxLength={4000} placeholder={t("work.comment")} aria-label={t("work.comment")} onChange={(one) => setText(one.target.value)} />
          <Button type="submit" low isDisabled={!text.trim()}>{t("work.say")}</Button>
        </form>
      ) : null}
    </>
  );
}

interface FormProps { event: EventView; onEnd: () => void }

function usePosting(path: string, word: "work.offer_made" | "work.invited" | "work.task_set", onEnd: () => void): (body: unknown) => (sent: FormEvent) => void {
  const { t } = useWords();
  const { act } = useDesk();
  return (body) => (sent) => {
    sent.preventDefault();
    void act(t(word), () => post(path, body)).then((done) => { if (done) onEnd(); });
  };
}

function ToWhom({ value, onChange, own = false }: { value: string; onChange: (code: string) => void; own?: boolean }): ReactNode {
  const { t, language } = useWords();
  const { session } = useSession();
  const offered = useOtherPolice();
  const all = own ? [session.institution, ...offered] : offered;
  return (
     
    <select className="input" value={value} required autoFocus={!own} aria-label={t("work.to")} onChange={(one) => onChange(one.target.value)}>
      <option value="" disabled>{t("work.to")}</option>
      {all.map((one) => <option key={one.code} value={one.code}>{language === "lv" ? one.name_lv : one.name_en}</option>)}
    </select>
  );
}

function Reason({ value, onChange }: { value: string; onChange: (text: string) => void }): ReactNode {
  const { t } = useWords();
  return <input className="input grow" value={value} required maxLength={1000} placeholder={t("work.reason")} aria-label={t("work.reason")} onChange={(one) => onChange(one.target.value)} />;
}

function Ends({ act, onEnd }: { act: string; onEnd: () => void }): ReactNode {
  const { t } = useWords();
  return <><Button type="submit" low kind="main">{act}</Button><Button low onPress={onEnd}>{t("cancel")}</Button></>;
}

function OfferForm({ event, onEnd }: FormProps): ReactNode {
  const { t } = useWords();
  const [body, setBody] = useState({ to_institution: "", reason: "" });
  const send = usePosting(`${BASE}/events/${event.id}/transfers`, "work.offer_made", onEnd);
  return (
    <form className="bar pad wrap" onSubmit={send(body)}>
      <ToWhom value={body.to_institution} onChange={(to) => setBody({ ...body, to_institution: to })} /><Reason value={body.reason} onChange={(reason) => setBody({ ...body, reason })} /><Ends act={t("work.offer")} onEnd={onEnd} />
    </form>
  );
}

function InviteForm({ event, onEnd }: FormProps): ReactNode {
  const { t } = useWords();
  const [body, setBody] = useState({ institution: "", may_write: true, reason: "" });
  const send = usePosting(`${BASE}/events/${event.id}/participants`, "work.invited", onEnd);
  return (
    <form className="bar pad wrap" onSubmit={send(body)}>
      <ToWhom value={body.institution} onChange={(to) => setBody({ ...body, institution: to })} />
      <label className="bar"><input type="checkbox" checked={body.may_write} onChange={(one) => setBody({ ...body, may_write: one.target.checked })} />{t("work.may_write")}</label>
      <Reason value={body.reason} onChange={(reason) => setBody({ ...body, reason })} /><Ends act={t("work.invite")} onEnd={onEnd} />
    </form>
  );
}

function TaskForm({ event, onEnd }: FormProps): ReactNode {
  const { t } = useWords();
  const { session } = useSession();
  const [id] = useState(() => crypto.randomUUID());
  const [body, setBody] = useState({ title: "", institution: session.institution.code, assignee: "", due_at: null as string | null });
  const send = usePosting(`${BASE}/events/${event.id}/tasks`, "work.task_set", onEnd);
  return (
    <form className="bar pad wrap" onSubmit={send({ ...body, id, assignee: body.assignee.trim() || null })}>
      <input className="input grow" autoFocus required maxLength={300} value={body.title} placeholder={t("work.what")} aria-label={t("work.what")} onChange={(one) => setBody({ ...body, title: one.target.value })} />
      <ToWhom own value={body.institution} onChange={(institution) => setBody({ ...body, institution })} />
      <input className="input code" value={body.assignee} maxLength={100} placeholder={t("work.assignee")} aria-label={t("work.assignee")} onChange={(one) => setBody({ ...body, assignee: one.target.value })} />
      <MomentInput ahead label={t("work.due")} at={body.due_at} onChange={(due_at) => setBody({ ...body, due_at })} />
      <Ends act={t("work.task")} onEnd={onEnd} />
    </form>
  );
}

/** How secret an event is: its mark, and the dialog in which its owner's people change it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { post } from "../api/client";
import type { EventView } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList, useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { useSession } from "../session/session";
import { Button, Field } from "../ui/parts";

type Level = EventView["level"];
const LEVELS: Level[] = ["ordinary", "restricted", "state_security"];

/** Ordinary is said by nothing; what may be seen by few is marked wherever it stands. */
export function LevelMark({ level }: { level: Level }): ReactNode {
  const { value } = useWords();
  const { data } = useClassifierList("access_level");
  return level === "ordinary" ? null : <span className="chip">{value(data.find((one) => one.code === level), level)}</span>;
}

export function Access({ event }: { event: EventView }): ReactNode {
  const { t } = useWords();
  const { session, has } = useSession();
  const [open, setOpen] = useState(false);
  const mayChange = has("register.write") && session.institution.code === event.institution;
  return (
    <>
      <LevelMark level={event.level} />
      {mayChange ? <Button kind="quiet" low onPress={() => setOpen(true)}>{t("access.change")}</Button> : null}
      {open ? <AccessDialog event={event} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AccessDialog({ event, onClose }: { event: EventView; onClose: () => void }): ReactNode {
  const { t, value } = useWords();
  const { log } = useDesk();
  const queries = useQueryClient();
  const { data } = useClassifierList("access_level");
  const [level, setLevel] = useState(event.level);
  const [members, setMembers] = useState("");
  const [reason, setReason] = useState("");
  const { send, at, rest, busy } = useSending({ fields: { members: "", reason: t("access.reason_rule") } });
  const submit = async (asked: FormEvent): Promise<void> => {
    asked.preventDefault();
    const logins = members.split(/[\s,;]+/).filter(Boolean);
    const done = await send(() => post<EventView>(`/api/v1/register/events/${event.id}/access`, { version: event.version, level, members: logins, reason }));
    if (done === null) return;
    log(true, t("access.done", { number: event.number }));
    queries.setQueryData(["event", event.id], done);
    onClose();
  };
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog">
          <Heading slot="title" level={2}>{t("access.title")} <span className="code">{event.number}</span></Heading>
          <form className="form" onSubmit={(asked) => void submit(asked)}>
            <div role="radiogroup" aria-label={t("access.level")} className="form">
              {LEVELS.map((one) => (
                <label key={one} className="bar">
                  <input type="radio" name="level" checked={level === one} onChange={() => setLevel(one)} />
                  <b>{value(data.find((known) => known.code === one), one)}</b><span className="small ink2">{t(`access.hint.${one}`)}</span>
                </label>
              ))}
            </div>
            {level === "ordinary" ? null : (
              <Field label={t("access.members")} hint={t("access.members_hint")} fault={at("members")}>
                <input className="input code" value={members} onChange={(typed) => setMembers(typed.target.value)} />
              </Field>
            )}
            {event.members.length ? <p className="small ink2">{t("access.members_now")}: {event.members.map((one) => one.name).join(", ")}</p> : null}
            <Field label={t("access.reason")} fault={at("reason")}><input className="input" value={reason} required maxLength={300} onChange={(typed) => setReason(typed.target.value)} /></Field>
            {rest ? <p className="small warn" role="alert">{rest}</p> : null}
            <div className="bar"><Button type="submit" kind="main" hotkey="Enter" isDisabled={busy || !reason.trim()}>{t("access.set")}</Button><Button hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

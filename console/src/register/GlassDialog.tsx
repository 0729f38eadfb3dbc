/** Emergency access in two acts: why, then the breaking itself. Supervisors are told and it is reviewed. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { post } from "../api/client";
import type { Glass } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList, useDesk } from "../session/desk";
import { useSending } from "../session/sending";
import { Button, Field } from "../ui/parts";
import { timeOf } from "../ui/time";

const REASON_MIN = 10;

export function GlassDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t, value } = useWords();
  const { data } = useClassifierList("glass_ground");
  const wish = useRef(crypto.randomUUID());
  const [ground, setGround] = useState("life");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState<Glass | null>(null);
  const { send, at, rest, busy } = useSending({ fields: { ground: "", reason: t("glass.reason_rule") } });
  const chosen = data.find((one) => one.code === ground);
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAsked(await send(() => post<Glass>("/api/v1/register/glass", { id: wish.current, ground, reason })));
  };
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className="dialog-back">
      <Modal>
        <Dialog className="dialog">
          <Heading slot="title" level={2}>{t("glass.title")}</Heading>
          {asked ? <Break asked={asked} minutes={Number(chosen?.attributes["minutes"] ?? 0)} onClose={onClose} /> : (
            <form className="form" onSubmit={(event) => void ask(event)}>
              <p>{t("glass.explained")}</p>
              <Field label={t("glass.ground")} fault={at("ground")}>
                <select className="input" autoFocus value={ground} onChange={(event) => setGround(event.target.value)}>
                  {data.map((one) => <option key={one.code} value={one.code}>{value(one)}</option>)}
                </select>
              </Field>
              <Field label={t("glass.reason")} fault={at("reason")}>
                <textarea className="input" rows={3} required minLength={REASON_MIN} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
              </Field>
              {rest ? <p className="small warn" role="alert">{rest}</p> : null}
              <div className="bar"><Button type="submit" kind="main" isDisabled={busy || reason.trim().length < REASON_MIN}>{t("glass.ask")}</Button><Button hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
            </form>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Break({ asked, minutes, onClose }: { asked: Glass; minutes: number; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { act } = useDesk();
  const queries = useQueryClient();
  const breaking = useMutation({
    mutationFn: () => act(t("glass.begun"), () => post<Glass>(`/api/v1/register/glass/${asked.id}/break`, {})),
    onSuccess: (done) => { if (done) { void queries.invalidateQueries(); onClose(); } },
  });
  return (
    <div className="form">
      <p>{t("glass.last_word", { minutes })}</p>
      <blockquote className="ink2">{asked.reason}</blockquote>
      <div className="bar"><Button kind="alarm" isDisabled={breaking.isPending} onPress={() => breaking.mutate()}>{t("glass.break")}</Button><Button autoFocus hotkey="Esc" onPress={onClose}>{t("cancel")}</Button></div>
    </div>
  );
}

/** While it lasts: everybody who sits here knows it. */
export function GlassLine({ glass }: { glass: Glass }): ReactNode {
  const { t } = useWords();
  return <div className="bar pad-x small" role="status"><span className="st" data-s="warn">{t("glass.lasts", { time: glass.ends_at ? timeOf(glass.ends_at) : "" })}</span></div>;
}

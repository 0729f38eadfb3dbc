/** Hand-over by code: what the giver shows, and what the receiver types or scans. */
import { useState, type FormEvent, type ReactNode } from "react";
import type { CustodyItem, OfferMade, WaitingOffer } from "../api/types";
import { useWords } from "../i18n";
import { useDesk, useInstitutionName } from "../session/desk";
import { Button, Field, PaneHead, SectionHead } from "../ui/parts";
import { momentOf } from "../ui/time";
import { PlaceChoice } from "./PlaceChoice";
import { Qr } from "./Qr";
import { useCustodyAct } from "./custody";

/** Shown once; closed, it is gone, and a new offer has a new code. */
export function CodeShown({ made, onClose }: { made: OfferMade; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const act = useCustodyAct();
  const to = made.offer.to_name ?? institution(made.offer.to_institution);
  const withdraw = async (): Promise<void> => {
    if (await act("custody.done.withdrawn", `offers/${made.offer.id}/withdraw`, {})) onClose();
  };
  return (
    <section className="pad form" aria-label={t("custody.code")}>
      <SectionHead title={t("custody.code_for", { name: to })} note={t("custody.until", { time: momentOf(made.offer.expires_at, now) })} />
      <div className="bar wrap" style={{ gap: "var(--s-6)" }}>
        <Qr rows={made.qr} label={t("custody.qr")} size={180} />
        <div className="form">
          <span className="code-big">{made.code}</span>
          <p className="small ink2">{t("custody.code_hint")}</p>
          <div className="bar wrap"><Button low onPress={() => void withdraw()}>{t("custody.withdraw")}</Button><Button low kind="quiet" onPress={onClose}>{t("close")}</Button></div>
        </div>
      </div>
    </section>
  );
}

export function Accept({ waiting, onDone }: { waiting: WaitingOffer; onDone: (item: string) => void }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const act = useCustodyAct();
  const [code, setCode] = useState("");
  const [place, setPlace] = useState("");
  const [note, setNote] = useState("");
  const { offer, item } = waiting;
  const accept = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await act<CustodyItem>("custody.done.accepted", `offers/${offer.id}/accept`, { code: code.trim(), place_id: place || null })) onDone(item.id);
    else setCode("");
  };
  return (
    <>
      <PaneHead title={<>{t("custody.accept")} <span className="code">{item.number}</span></>} note={item.description} />
      <div className="scroll">
        <p className="pad">{t("custody.from", { name: offer.from_name, institution: institution(offer.from_institution) })}{offer.note ? `: ${offer.note}` : ""} · {t("custody.until", { time: momentOf(offer.expires_at, now) })}</p>
        <form className="pad form" style={{ maxWidth: "calc(var(--k)*420px)" }} onSubmit={(event) => void accept(event)}>
          <Field label={t("custody.code")} hint={offer.wrong_codes ? t("custody.wrong", { count: offer.wrong_codes }) : t("custody.scan")}>
            <input className="input code is-big" autoFocus required maxLength={40} autoComplete="off" value={code} onChange={(event) => setCode(event.target.value)} />
          </Field>
          <PlaceChoice chosen={place} onChoose={setPlace} />
          <div className="bar wrap"><Button type="submit" kind="main" hotkey="Enter" isDisabled={!code.trim()}>{t("custody.accept")}</Button></div>
        </form>
        <form className="pad form" style={{ maxWidth: "calc(var(--k)*420px)" }} onSubmit={(event) => { event.preventDefault(); void act("custody.done.declined", `offers/${offer.id}/decline`, { note: note.trim() }); }}>
          <Field label={t("custody.why_declined")}><input className="input" required maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} /></Field>
          <div className="bar"><Button type="submit" low isDisabled={!note.trim()}>{t("custody.decline")}</Button></div>
        </form>
      </div>
    </>
  );
}

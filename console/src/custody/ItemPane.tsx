/** One thing: what it is, who holds it where and until when, and the chain that proves it. */
import { useCallback, useMemo, useState, type ReactNode } from "react";
import type { CustodyItem, ItemView, OfferMade } from "../api/types";
import { useWords } from "../i18n";
import { useShortcuts, type Shortcut } from "../keyboard/keys";
import { EVENT_SHOWN, useDesk, useInstitutionName, useKept } from "../session/desk";
import { useSession } from "../session/session";
import { Button, PaneHead, SectionHead } from "../ui/parts";
import { dateOf, momentOf } from "../ui/time";
import { Acts } from "./Acts";
import { isGone, isOverdue } from "./custody";
import { Label } from "./Label";
import { CodeShown } from "./Offers";

const INSTITUTION = /^([a-z]+|[a-z]+-[a-z0-9]+)$/;

export function ItemPane({ view, today }: { view: ItemView; today: string }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const { item } = view;
  const [made, setMade] = useState<OfferMade | null>(null);
  const [label, setLabel] = useState(false);
  const turnLabel = useCallback(() => setLabel((shown) => !shown), []);
  useShortcuts(useMemo<Shortcut[]>(() => [{ keys: "U", word: "custody.label", run: turnLabel }], [turnLabel]));
  const say = useHolder();
  const gone = isGone(item);
  const late = isOverdue(item, today);
  // Answered, withdrawn or expired: the code opens nothing any more.
  const shown = made !== null && view.offer?.id === made.offer.id ? made : null;
  return (
    <>
      <PaneHead title={<>{t("custody.item")} <span className="code">{item.number}</span></>} note={t(`custody.kind.${item.kind}`)}>
        <span className="st is-neutral" data-s={item.status === "held" ? "onscene" : gone ? "done" : "enroute"}>{t(`custody.status.${item.status}`)}</span>
        {item.legal_hold ? <span className="chip">{t("custody.on_hold")}</span> : null}
        <Button kind="quiet" low hotkey="U" onPress={turnLabel}>{t("custody.label")}</Button>
      </PaneHead>
      <div className="scroll">
        {label ? <Label view={view} onClose={() => setLabel(false)} /> : null}
        <p className="pad is-what"><b>{item.description}</b></p>
        <Acts view={view} onMade={setMade} />
        {shown ? <CodeShown made={shown} onClose={() => setMade(null)} /> : view.offer ? (
          <p className="pad"><span className="shape" data-s="open" /> {t("custody.offered_to", { name: view.offer.to_name ?? institution(view.offer.to_institution), time: momentOf(view.offer.expires_at, now) })}</p>
        ) : null}
        <div className="grid-3 pad">
          <Fact name={t("custody.holder")}>{gone ? "—" : say(`${item.holder_name} (${item.holder_institution})`)}</Fact>
          <Fact name={t("custody.place")}>{item.place_code ? `${item.place_code} · ${item.place_name ?? ""}` : gone ? "—" : t("custody.in_hands")}</Fact>
          <Fact name={t("custody.due")}>{item.due_on ? <span className={late ? "warn" : ""}>{dateOf(item.due_on)}{late ? ` · ${t("custody.late")}` : ""}</span> : t(view.term_configured ? "custody.no_due" : "custody.no_term")}</Fact>
          <Fact name={t("custody.amount")}>{item.quantity === null ? "—" : `${item.quantity} ${item.unit ?? ""}`}{item.value_eur ? ` · ${item.value_eur} EUR` : ""}</Fact>
          <Fact name={t("custody.marks")}><span className="code">{item.marks.map((one) => `${t(`custody.mark.${one.kind}`)} ${one.value}`).join(", ") || "—"}</span></Fact>
          <Fact name={t("custody.event")}><EventLink item={item} /></Fact>
          <Fact name={t("custody.taken")}>{momentOf(item.taken_at, now)} · {item.taken_by_name}</Fact>
          <Fact name={t("custody.where")}>{item.taken_where ?? "—"}</Fact>
          <Fact name={t("custody.basis")}>{item.legal_basis ?? "—"}</Fact>
        </div>
        <Chain view={view} />
      </div>
    </>
  );
}

/** To whoever has no register it is a number. */
function EventLink({ item }: { item: CustodyItem }): ReactNode {
  const { openView } = useDesk();
  const { session, has } = useSession();
  const [, showEvent] = useKept(`${EVENT_SHOWN}.${session.person_id}`);
  const number = <span className="code">{item.event_number ?? "—"}</span>;
  const id = item.event_id;
  if (!has("register.read") || id === null) return number;
  return <Button kind="quiet" low onPress={() => { showEvent(id); openView("register"); }}>{number}</Button>;
}

/** The chain keeps institutions by their codes; one's own goes without saying beside a name. */
function useHolder(): (kept: string) => string {
  const { session } = useSession();
  const institution = useInstitutionName();
  return (kept) => {
    const named = /^(.*) \(([a-z0-9-]+)\)$/.exec(kept);
    if (!named) return INSTITUTION.test(kept) ? institution(kept) : kept;
    const [, name = "", code = ""] = named;
    return code === session.institution.code ? name : `${name}, ${institution(code)}`;
  };
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className="bar" style={{ borderBottom: "var(--line-w) solid var(--line-1)", minHeight: "var(--row)" }}>
      <span className="small ink3" style={{ width: "calc(var(--k)*84px)", flex: "none" }}>{name}</span><span className="grow">{children}</span>
    </div>
  );
}

function Chain({ view }: { view: ItemView }): ReactNode {
  const { t } = useWords();
  const { now } = useDesk();
  const institution = useInstitutionName();
  const say = useHolder();
  const { chain, broken_at } = view;
  return (
    <section aria-label={t("custody.chain")}>
      <SectionHead title={t("custody.chain")} note={t("custody.steps", { count: chain.length })}>
        <span className="st" data-s={broken_at === null ? "done" : "alarm"}>{broken_at === null ? t("custody.whole") : t("custody.broken", { seq: broken_at })}</span>
      </SectionHead>
      <table className="t">
        <colgroup><col style={{ width: "calc(var(--k)*36px)" }} /><col style={{ width: "calc(var(--k)*108px)" }} /><col style={{ width: "18%" }} /><col style={{ width: "20%" }} /><col /><col style={{ width: "calc(var(--k)*88px)" }} /></colgroup>
        <thead><tr><th>{t("custody.step")}</th><th>{t("custody.when")}</th><th>{t("custody.what")}</th><th>{t("custody.who")}</th><th>{t("custody.whither")}</th><th>{t("custody.hash")}</th></tr></thead>
        <tbody>{[...chain].reverse().map((one) => (
          <tr key={one.seq}>
            <td className="code">{one.seq}</td><td className="time">{momentOf(one.at, now)}</td><td><b>{t(`custody.act_done.${one.act}` as "custody.act_done.taken")}</b></td>
            <td title={institution(one.institution)}>{one.by_name}</td>
            <td title={one.note ?? ""}>{[one.to_holder ? say(one.to_holder) : null, one.place, one.note].filter(Boolean).join(" · ") || "—"}</td>
            <td className="code" title={one.hash}>{one.hash.slice(0, 8)}</td>
          </tr>
        ))}</tbody>
      </table>
    </section>
  );
}

/** What is stuck on the thing: number, code, what it is. Printed alone. */
import type { ReactNode } from "react";
import type { ItemView } from "../api/types";
import { useWords } from "../i18n";
import { useInstitutionName } from "../session/desk";
import { Button } from "../ui/parts";
import { dateOf } from "../ui/time";
import { Qr } from "./Qr";

export function Label({ view, onClose }: { view: ItemView; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const institution = useInstitutionName();
  const { item } = view;
  return (
    <section aria-label={t("custody.label")}>
      <article className="print bar pad wrap" style={{ gap: "var(--s-4)" }}>
        <Qr rows={view.qr} label={t("custody.qr_of", { number: item.number })} size={120} />
        <div className="form" style={{ gap: "var(--s-1)" }}>
          <span className="code-big">{item.number}</span>
          <b>{item.description}</b>
          <span>{institution(item.institution)} · {dateOf(item.taken_at)} · {item.taken_by_name}</span>
          {item.event_number ? <span>{t("custody.event")} <span className="code">{item.event_number}</span></span> : null}
        </div>
      </article>
      <div className="bar pad"><Button low onPress={() => window.print()}>{t("custody.print")}</Button><Button low kind="quiet" onPress={onClose}>{t("close")}</Button></div>
    </section>
  );
}

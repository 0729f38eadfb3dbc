/** Possible duplicates: one key each, `a1` in the command line too. */
import type { ReactNode } from "react";
import type { Card } from "../api/types";
import { useWords } from "../i18n";
import { useClassifier, useDesk } from "../session/desk";
import { Key } from "../ui/marks";
import { Button, SectionHead } from "../ui/parts";
import { durationOf, secondsSince } from "../ui/time";
import type { NearCard } from "./near";

export function Near({ near, canAttach, onAttach }: { near: NearCard[]; canAttach: boolean; onAttach: (card: Card) => void }): ReactNode {
  const { t, value } = useWords();
  const { now } = useDesk();
  const types = useClassifier("incident_type");
  if (near.length === 0) return null;
  return (
    <div className="sec">
      <SectionHead title={t("near.title")} note={t("near.note")} />
      <table className="t" aria-label={t("near.title")}>
        <colgroup>
          <col style={{ width: "calc(var(--k) * 48px)" }} /><col style={{ width: "calc(var(--k) * 88px)" }} /><col />
          <col style={{ width: "calc(var(--k) * 72px)" }} /><col style={{ width: "calc(var(--k) * 112px)" }} />{canAttach ? <col style={{ width: "calc(var(--k) * 108px)" }} /> : null}
        </colgroup>
        <tbody>
          {near.map(({ card, metres }, place) => {
            const what = `${card.place?.text ?? ""} · ${value(types(card.type_code), card.what)}`;
            return (
              <tr key={card.id}>
                <td><Key>{`a${place + 1}`}</Key></td>
                <td className="time">{card.number.slice(-7)}</td>
                <td title={what}>{what}</td>
                <td className="num">{Math.round(metres)} m</td>
                <td className="num">{t("near.ago", { time: durationOf(secondsSince(card.happened_at, now)) })}</td>
                {canAttach ? <td className="right"><Button kind="quiet" low onPress={() => onAttach(card)} aria-label={`${t("near.attach")}: ${what}`}><b className="acc">{t("near.attach")}</b></Button></td> : null}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

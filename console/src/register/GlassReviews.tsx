/** Emergency accesses of one's institution: those that wait for a judgement first. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { post } from "../api/client";
import type { Glass } from "../api/types";
import { useWords } from "../i18n";
import { useClassifierList, useDesk } from "../session/desk";
import { useSession } from "../session/session";
import { Button, Empty, Field, PaneHead } from "../ui/parts";
import { momentOf } from "../ui/time";

export function GlassReview({ glass }: { glass: Glass }): ReactNode {
  const { t, value } = useWords();
  const { now, act } = useDesk();
  const { session } = useSession();
  const queries = useQueryClient();
  const { data } = useClassifierList("glass_ground");
  const [note, setNote] = useState("");
  const judging = useMutation({
    mutationFn: (justified: boolean) => act(t("glass.judged"), () => post<Glass>(`/api/v1/register/glass/${glass.id}/review`, { justified, note: note.trim() })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["glasses"] }),
  });
  const own = glass.actor === `person:${session.person_id}`;
  const facts: [string, string][] = [
    [t("glass.who"), glass.actor_name],
    [t("glass.when"), `${glass.broken_at ? momentOf(glass.broken_at, now) : "—"} – ${glass.ends_at ? momentOf(glass.ends_at, now) : "—"}`],
    [t("glass.ground"), value(data.find((one) => one.code === glass.ground), glass.ground)],
    [t("glass.reason"), glass.reason],
  ];
  return (
    <>
      <PaneHead title={t("glass.review")} note={glass.actor_name} />
      <div className="scroll pad">
        <dl className="facts sec">{facts.map(([name, told]) => <div key={name} className="bar"><dt className="small ink3">{name}</dt><dd>{told}</dd></div>)}</dl>
        {glass.reviewed_at ? (
          <p>{t(glass.justified ? "glass.was_justified" : "glass.was_not")} · {glass.reviewed_by_name}, {momentOf(glass.reviewed_at, now)}: {glass.review_note}</p>
        ) : own ? <Empty>{t("glass.own")}</Empty> : (
          <div className="form">
            <Field label={t("glass.note")}><textarea className="input" rows={3} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} /></Field>
            <div className="bar">
              <Button kind="main" isDisabled={!note.trim() || judging.isPending} onPress={() => judging.mutate(true)}>{t("glass.justified")}</Button>
              <Button isDisabled={!note.trim() || judging.isPending} onPress={() => judging.mutate(false)}>{t("glass.unjustified")}</Button>
            </div>
          </div>
        )}
      </div>
    </>
  );
}

/** Who else may be this person: proposed with reasons, judged by people, taken back at any time. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { get, post } from "../../api/client";
import type { Identity, IdentityView, Merge } from "../../api/types";
import { useWords } from "../../i18n";
import { sayRefusal, useDesk } from "../../session/desk";
import { useSession } from "../../session/session";
import { Button, Empty, Field, PaneHead, SectionHead } from "../../ui/parts";
import { dateOf, momentOf } from "../../ui/time";

const REASON_MIN = 3;

export function Same({ id, purpose, onFollow }: { id: string; purpose: string; onFollow: (key: string) => void }): ReactNode {
  const { t, code } = useWords();
  const { act, now } = useDesk();
  const { has } = useSession();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const mayJudge = has("index.merge");
  const { data, error } = useQuery({
    queryKey: ["index-identity", id, purpose], retry: false,
    queryFn: () => get<Identity>(`/api/v1/index/persons/${id}`, { purpose }),
  });
  const judge = (run: () => Promise<unknown>): void => {
    void act(t("same.judged"), run).then((done) => {
      if (done === null) return;
      setReason("");
      for (const name of ["index-identity", "index-search", "index-links"]) void queries.invalidateQueries({ queryKey: [name] });
    });
  };
  const merge = (other: IdentityView): void => judge(() => post("/api/v1/index/merges", { one: data?.person.id, other: other.id, reason }));
  const undo = (one: Merge): void => judge(() => post(`/api/v1/index/merges/${one.id}/undo`, { reason }));
  if (error) return <><PaneHead title={t("same.person")} /><Empty>{sayRefusal(error, t("away"))}</Empty></>;
  if (!data) return <><PaneHead title={t("same.person")} /><Empty>{t("loading")}</Empty></>;
  const { person } = data;
  const short = reason.trim().length < REASON_MIN;
  return (
    <>
      <PaneHead title={person.label} />
      <div className="scroll">
        <dl className="kv pad">
          <dt>{t("same.code")}</dt><dd className="code">{person.personal_code ?? "—"}</dd>
          <dt>{t("same.born")}</dt><dd>{person.birth_on ? dateOf(person.birth_on) : "—"}</dd>
          <dt>{t("same.phone")}</dt><dd className="code">{person.phone ?? "—"}</dd>
          <dt>{t("same.events")}</dt><dd>{person.event_count}</dd>
        </dl>
        {mayJudge && data.proposals.length + data.merges.length > 0 ? (
          <div className="pad"><Field label={t("same.reason")} hint={short ? t("same.reason_wanted") : ""}>
            <input className="input" value={reason} maxLength={300} onChange={(one) => setReason(one.target.value)} />
          </Field></div>
        ) : null}
        <SectionHead title={t("same.proposed")} note={t("same.note")} />
        {data.proposals.map((one) => (
          <div key={one.other.id} className="same pad">
            <button type="button" className="grow" onClick={() => onFollow(`person:${one.other.id}`)}>
              <b>{one.other.label}</b>{one.other.birth_on ? `, ${dateOf(one.other.birth_on)}` : ""}{one.other.personal_code ? <> · <span className="code">{one.other.personal_code}</span></> : null}
              <span className="small ink2"><br />{one.reasons.map((word) => code(`same.why.${word}`)).join(", ")}</span>
              {one.against.length > 0 ? <span className="small warn"><br />{one.against.map((word) => code(`same.why.${word}`)).join(", ")}</span> : null}
            </button>
            {mayJudge ? <Button low isDisabled={short} onPress={() => merge(one.other)}>{t("same.merge")}</Button> : null}
          </div>
        ))}
        {data.proposals.length === 0 ? <Empty>{t("same.nobody")}</Empty> : null}
        {data.merges.length > 0 ? <SectionHead title={t("same.merges")} note={data.merges.length} /> : null}
        {data.merges.map((one) => (
          <div key={one.id} className="same pad">
            <span className="grow">{one.reason}<span className="small ink2"><br />{one.by_name} · {momentOf(one.at, now)}</span></span>
            {mayJudge ? <Button low isDisabled={short} onPress={() => undo(one)}>{t("same.undo")}</Button> : null}
          </div>
        ))}
      </div>
    </>
  );
}
